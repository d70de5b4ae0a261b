import { expect, test } from "vitest";
import { moodOf, storiesOf, verbOf } from "./stories";
import type { Entry } from "@/api/shapes";

let last = 0;
function entry(act: string, what: Partial<Entry> = {}): Entry {
  last += 1;
  return {
    id: last, at: new Date(1_700_000_000_000 + last * 1000).toISOString(), section: "Radarr", actor: "torrent", kind: "", act, result: "done", rule: "", text: act,
    instance: "qBit", hash: "aa", name: "Dune", media: [], why: null, detail: {}, ...what,
  };
}
const why = (code: string) => ({ code, text: "", rule: 13, measured: {}, configured: {} });
const acts = (entries: Entry[]) => storiesOf([...entries].reverse()).map((story) => [story.head.act, story.entries.map((each) => each.act)]);

test("what follows from a removal stands below it, the search for another one included", () => {
  const code = why("stalled");
  expect(
    acts([
      entry("removal", { why: code }), entry("quarantine", { why: code }), entry("blocklist", { why: code }),
      entry("replacement", { why: code, instance: "", hash: "", media: [7] }),
      entry("replacement", { why: code, instance: "", hash: "", media: [7], name: "Dune (2021) · Replacement" }),
    ]),
  ).toEqual([["quarantine", ["removal", "quarantine", "blocklist", "replacement", "replacement"]]]);
});

test("an import is one story, a later removal at the limit another, the latest first", () => {
  expect(
    acts([entry("import"), entry("imported"), entry("removal", { why: why("seeding_limit"), rule: "at_limit" }), entry("add_tags", { rule: "hand_over" })]),
  ).toEqual([["removal", ["removal"]], ["imported", ["import", "imported", "add_tags"]]]);
});

test("torrents are not mixed, and the same matter a day later is told anew", () => {
  const late = { at: new Date(1_700_100_000_000).toISOString() };
  expect(acts([entry("imported", { hash: "aa" }), entry("imported", { hash: "bb" }), entry("imported", { hash: "aa", ...late })])).toHaveLength(3);
});

test("a removal that is held is no part of one that went", () => {
  expect(acts([entry("removal", { result: "held", name: "", hash: "" }), entry("removal", { result: "held", name: "", hash: "" })])).toHaveLength(2);
});

test("what ends as planned is quiet, what was given up is not", () => {
  expect(moodOf(entry("quarantine", { rule: "stalled" }))).toBe("bad");
  expect(moodOf(entry("removal", { rule: "at_limit" }))).toBe("idle");
  expect(moodOf(entry("removal", { result: "held" }))).toBe("held");
  expect(moodOf(entry("imported"))).toBe("good");
  expect(moodOf(entry("search", { detail: { outcome: "grabbed" } }))).toBe("work");
});

test("of a search it is said what came of it, before the name of what was sought", () => {
  const came = (outcome: string, act = "search") => verbOf(entry(act, { name: "Dune (2021) · Missing", detail: { outcome } }));
  expect([came("grabbed"), came("grabbed", "replacement"), came("completed_nothing")]).toEqual(["Found", "Found", "Found nothing for"]);
  expect([came("failed"), verbOf(entry("replacement"))]).toEqual([undefined, undefined]);
  expect([verbOf(entry("search")), verbOf(entry("imported")), verbOf(entry("removal", { result: "withdrawn" }))]).toEqual(["Searching", "Imported", "Not removed"]);
});
