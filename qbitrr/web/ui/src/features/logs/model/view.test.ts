import { describe, expect, it } from "vitest";
import { isSearch, stepped, viewOf } from "./view";

const FILES = ["All.log", "Radarr-4K.log", "Radarr-4K.log.1"].map((name) => ({ name, size: 1, modified: null, rotated: name.endsWith(".1") }));

describe("what the address says", () => {
  it("is the log of all without a word", () => expect(viewOf({}, FILES)).toMatchObject({ file: "All.log", base: "All.log", byte: null, sought: null }));
  it("is the log of all for what has none of its own", () => expect(viewOf({ file: "qBit.log", at: "2026-11-30T08:00:00Z" }, FILES)).toMatchObject({ file: "All.log", sought: { at: "2026-11-30T08:00:00Z" } }));
  it("may be an older file that is gone", () => expect(viewOf({ file: "Main.log.5" }, FILES).file).toBe("Main.log.5"));
  it("is a byte, before any time or line", () => expect(viewOf({ byte: "7", at: "x", line: "3" }, FILES)).toMatchObject({ byte: 7, sought: null }));
  it("may still be a line", () => expect(viewOf({ line: "12" }, FILES).sought).toEqual({ line: 12 }));
  it.each([["byte", "-1"], ["byte", "x"], ["line", "1.5"], ["last", "1e9"]])("leaves out %s=%s", (name, value) => expect(viewOf({ [name]: value }, FILES)).toEqual(viewOf({}, FILES)));
  it("merges what there is, and not a log with itself", () => expect(viewOf({ with: "Radarr-4K.log,All.log,No.log" }, FILES).wanted.merged).toEqual(["Radarr-4K.log"]));
  it.each([[{}, false], [{ q: "x" }, true], [{ level: "error" }, true], [{ level: "loud" }, false], [{ logger: "Journal" }, true], [{ last: "60" }, true], [{ with: "Radarr-4K.log" }, true]])(
    "%j is a search: %s", (address, is) => expect(isSearch(viewOf(address, FILES).wanted)).toBe(is),
  ); // prettier-ignore
});

describe("stepping through matches", () => {
  const records = [1, 5, 9].map((byte) => ({ file: "All.log", byte }));
  it.each([
    [null, -1, 2],
    [9, -1, 1],
    [1, -1, 2],
    [9, 1, 0],
    [4, 1, 2],
  ] as const)("from %j by %i leads to %i", (byte, by, index) => expect(stepped(records, { file: "All.log", byte }, by)).toBe(index));
  it("leads nowhere where there is none", () => expect(stepped([], { file: "All.log", byte: 1 }, 1)).toBe(-1));
});
