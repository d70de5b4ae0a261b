import { describe, expect, it } from "vitest";
import { hashes, isHead, parsed, pieces, toneOf } from "./lines";

describe("a line", () => {
  it("is taken apart", () => {
    expect(parsed("[2026-11-30 08:17:31,999] INFO    : qbitrr.actors.journal.Journal: Radarr: Searching X · Missing")).toEqual({
      day: "2026-11-30", time: "08:17:31.999", level: "INFO", logger: "Journal", text: "Radarr: Searching X · Missing",
    });
  });

  it.each(["Traceback (most recent call last):", "", "  File \"x.py\", line 3", "[not a date] INFO : a: b"])("%j has no head, and is text", (raw) => {
    expect(parsed(raw)).toEqual({ day: "", time: "", level: "", logger: "", text: raw });
  });

  it("loses the colours of a terminal", () => expect(parsed("\u001b[31mred\u001b[0m").text).toBe("red"));

  it.each([["WARNING", "warn"], ["ERROR", "error"], ["CRITICAL", "error"], ["INFO", null], ["SUCCESS", null], ["", null]])("%s is coloured %s", (level, tone) => expect(toneOf(level)).toBe(tone));
});

it.each([
  ["[2026-11-30 08:17:31,999] INFO    : a: b", true],
  ["\u001b[32m[2026-11-30 08:17:31,999] INFO    : a: b", true],
  ["    Traceback (most recent call last):", false],
  ["[tracker] said no", false],
])("%j begins a record: %s", (raw, is) => expect(isHead(raw)).toBe(is));

it("finds the hashes of torrents", () => {
  const hash = "0123456789abcdef0123456789ABCDEF01234567";
  expect(hashes(`removed ${hash}.`)).toEqual(["removed ", hash, "."]);
  expect(hashes(`${hash}0`)).toEqual([`${hash}0`]);
});

describe("the pieces", () => {
  it.each([
    ["aXbxc", "x", false, ["a", "X", "b", "x", "c"]],
    ["a.b", ".", false, ["a", ".", "b"]],
    ["a12b", "\\d+", true, ["a", "12", "b"]],
    ["abc", "(?P<x>b)", true, ["abc"]],
    ["abc", "z*", true, ["abc"]],
    ["abc", "", false, ["abc"]],
  ])("of %s by %s", (text, sought, isPattern, expected) => expect(pieces(text, { text: sought, isPattern })).toEqual(expected));
});
