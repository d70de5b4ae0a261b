import { expect, test } from "vitest";
import type { Process } from "@/api/shapes";
import { headline, needsOf, type Seen } from "./needs";

const nothing: Seen = { components: [], processes: [], torrents: [], problems: [], removals: [] };
const sonarr = { kind: "arr", name: "Sonarr", status: "failing", state: "down", since: null, why: "HTTP 502", latency: null };
const counts = { downloading: 18, seeding: 1231, torrents: 1300 };

test("what is broken stands before what waits, and a remark comes last", () => {
  const needs = needsOf({
    ...nothing,
    components: [sonarr, { ...sonarr, name: "Radarr", status: "ok" }],
    torrents: [{ section: "Radarr", instance: "qBit", hash: "aa", name: "Dune 2", code: "held_by_arr", text: "no video file", action: "", since: null }],
    problems: ["warning: x is not known"],
  });
  expect(needs.map((each) => each.mood)).toEqual(["bad", "wait", "idle"]);
  expect(needs[0]?.why).toBe("HTTP 502");
});

test("a removal that cannot go on says so in words of its own, with since when", () => {
  const stuck = { section: "Radarr", instance: "qBit", hash: "aa", name: "Dune 2", code: "removal_refused", text: "HTTP 409", action: "", since: "2026-01-02T00:00:00Z" };
  const [need] = needsOf({ ...nothing, torrents: [stuck] });
  expect(need).toMatchObject({ what: "not removed, its client refuses", why: "HTTP 409", since: "2026-01-02T00:00:00Z" });
});

test("removals that are many are one line, with the sections they are of", () => {
  const removal = { instance: "qBit", hash: "a", name: "", section: "Radarr", stage: "waiting", since: "2026-01-02T00:00:00Z", reason: null, waits_for: "", held_by: "blast_radius", next_try: null };
  const needs = needsOf({ ...nothing, removals: [removal, { ...removal, section: "Sonarr", since: "2026-01-01T00:00:00Z" }, { ...removal, held_by: "arr" }] });
  expect(needs).toHaveLength(1);
  expect(needs[0]?.since).toBe("2026-01-01T00:00:00Z");
  expect(needs[0]?.what).toContain("2");
});

test("what a running loop complains of is said, what a stopped one said last is not", () => {
  const loop = { name: "Radarr", kind: "torrent", alive: true, alarm: "its queue cannot be read" } as Process;
  expect(needsOf({ ...nothing, processes: [loop, { ...loop, name: "Sonarr", alive: false }, { ...loop, name: "Lidarr", alarm: "" }] }).map((each) => each.why)).toEqual(["its queue cannot be read"]);
});

test("all is well only if nothing needs anybody", () => {
  expect(headline(needsOf({ ...nothing, components: [sonarr] }), counts, true)).toMatch(/^1 thing needs you/);
  expect(headline([], counts, true)).toMatch(/^All runs/);
  expect(headline([], { downloading: 0, seeding: 0, torrents: 0 }, true)).toMatch(/first download/);
  expect(headline([], counts, false)).toMatch(/starting/);
});
