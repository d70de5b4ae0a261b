import { describe, expect, it } from "vitest";
import { parsed, pieces, queryFor, toneOf } from "./lines";

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

describe("what the server is asked", () => {
  it("is the text itself", () => expect(queryFor({ text: "a.b", isPattern: false, level: "all" })).toEqual({ q: "a.b", regex: false }));
  it("is nothing without a wish", () => expect(queryFor({ text: "", isPattern: false, level: "all" })).toBeNull());
  it("is refused here when the server would refuse it", () => expect(queryFor({ text: "x".repeat(250), isPattern: false, level: "error" })).toBe("too long"));

  it.each([
    ["[2026-11-30 08:17:31,999] ERROR   : a.B: went (wrong)", true],
    ["[2026-11-30 08:17:31,999] INFO    : a.B: went (wrong) ERROR : x", false],
    ["[2026-11-30 08:17:31,999] ERROR   : a.B: went wrong", false],
  ])("with a level is a pattern: %s", (line, isFound) => {
    const asked = queryFor({ text: "(wrong)", isPattern: false, level: "error" });
    expect(asked).toMatchObject({ regex: true });
    expect(asked !== null && asked !== "too long" && new RegExp(asked.q).test(line)).toBe(isFound);
  });
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
