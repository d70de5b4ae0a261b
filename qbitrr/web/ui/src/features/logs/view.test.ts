import { describe, expect, it } from "vitest";
import type { Match } from "./api";
import { leftOut, MOST_ROWS } from "./segments";
import { isSearch, stepped, viewOf } from "./view";

const file = (name: string) => ({ name, size: 1, modified: null, rotated: false });
const match = (line: number, name = "A.log"): Match => ({ file: name, line, text: "", context_before: [], context_after: [] });

describe("the address", () => {
  it("says nothing: the log of everything", () => expect(viewOf({}, [file("A.log"), file("All.log")]).file).toBe("All.log"));
  it("says nothing, and there is no such log: the first", () => expect(viewOf({}, [file("A.log")]).file).toBe("A.log"));
  it.each(["-3", "x", "1.5", ""])("names no line by %j", (line) => expect(viewOf({ line }, []).line).toBeNull());
  it("names file, line and search", () => {
    expect(viewOf({ file: "A.log.1", in: "A.log", line: "12", q: "x", regex: "1", level: "odd", older: "0" }, [])).toEqual({
      file: "A.log.1", base: "A.log", line: 12, wanted: { text: "x", isPattern: true, level: "all" }, withOlder: false,
    });
  });
  it.each([["", "all", false], ["x", "all", true], ["", "error", true]])("%j of level %s is a search: %s", (text, level, is) => expect(isSearch({ text, level, isPattern: false })).toBe(is));
});

describe("stepping through matches", () => {
  const matches = [match(3), match(9), match(2, "A.log.1")];
  it.each([
    ["A.log", 3, 1, 1], ["A.log.1", 2, 1, 0], ["A.log", 3, -1, 2], ["A.log", 5, 1, 1], ["A.log", 5, -1, 0], ["A.log", null, 1, 0], ["A.log", null, -1, 2], ["B.log", 5, 1, 0],
  ] as const)("from %s:%s by %i to %i", (name, line, by, at) => expect(stepped(matches, { file: name, line }, by)).toBe(at));
  it("leads nowhere without any", () => expect(stepped([], { file: "A.log", line: 1 }, 1)).toBe(-1));
});

describe("the pane", () => {
  it("holds a short file whole", () => expect(leftOut(MOST_ROWS, null)).toBe(0));
  it.each([null, 1, 1_000_000, 2_000_000, 5_000_000])("of a long one holds line %s", (anchor) => {
    const total = 5_000_000;
    const skipped = leftOut(total, anchor);
    expect(skipped).toBeGreaterThanOrEqual(0);
    expect(skipped).toBeLessThan(anchor ?? total);
    expect(skipped + MOST_ROWS).toBeGreaterThanOrEqual(anchor ?? total);
  });
});
