import { expect, it } from "vitest";
import { found, inClient, openOf, toggled } from "./unfolding";

const seedingConfig = { maxRatio: -1, maxTime: -1, removeMode: -1, downloadLimit: -1, uploadLimit: -1 };
const category = (name: string, instance = "default") =>
  ({ category: name, instance, managedBy: "arr", arrName: null, torrentCount: 0, seedingCount: 0, totalSize: 0, avgRatio: 0, avgSeedingTime: 0, seedingConfig, error: "" });
const names = (all: { category: { category: string }; text: string }[]) => all.map((each) => [each.category.category, each.text]);

it("keeps names with commas apart, and leaves out what was cut short", () => {
  const open = openOf({ open: toggled(["films"], "tv, old/anime") });
  expect(open).toEqual(["films", "tv, old/anime"]);
  expect(toggled(open, "films")).toBe(encodeURIComponent("tv, old/anime"));
  expect(openOf({ open: "films,%E0%A4" })).toEqual(["films"]);
  expect(openOf({})).toEqual([]);
});

it("finds categories by what is in them, and asks only of these for the text", () => {
  const all = [category("films"), category("series"), category("music")];
  expect(names(found(all, " Film ", { films: 2, series: 3, music: 0 }))).toEqual([["films", ""], ["series", "Film"]]);
  expect(names(found(all, "", {}))).toEqual([["films", ""], ["series", ""], ["music", ""]]);
});

it("shows of one client what is in several, too", () => {
  const all = [category("films", "default"), category("series", "second"), category("both", "all")];
  expect(inClient(all, "second").map((each) => each.category)).toEqual(["series", "both"]);
  expect(inClient(all, "")).toHaveLength(3);
});
