import { describe, expect, it } from "vitest";
import { at, flattened, same, withValue } from "./json";

describe("values", () => {
  it("are found and put by path, empty tables go", () => {
    const table = { Torrent: { StalledDelay: 15 }, URI: "x" };
    expect(at(table, ["Torrent", "StalledDelay"])).toBe(15);
    expect(at(table, ["Torrent", "Nothing", "there"])).toBeNull();
    expect(at({}, ["constructor"])).toBeNull();
    expect(withValue(table, ["Torrent", "StalledDelay"], null)).toEqual({ URI: "x" });
    expect(withValue(table, ["EntrySearch", "Ombi", "OmbiURI"], "u")).toEqual({ ...table, EntrySearch: { Ombi: { OmbiURI: "u" } } });
  });

  it("are the same whatever the order of names", () => {
    expect(same([{ a: 1, b: null }], [{ a: 1 }])).toBe(true);
    expect(same(["a"], ["b"])).toBe(false);
    expect(same(1, "1")).toBe(false);
  });

  it("are flattened into leaves", () => {
    expect(flattened({ A: { B: 1 }, T: [{ Name: "x" }, { Name: "y" }], L: ["p", "q"] })).toEqual([
      ["A.B", 1], ["T[1].Name", "x"], ["T[2].Name", "y"], ["L", ["p", "q"]],
    ]);
  });
});
