import { expect, it } from "vitest";
import { categoriesOf } from "./categories";

const TREE = {
  qBit: { ManagedCategories: ["seeds", "films/4k", "seeds"] }, "qBit-2": { ManagedCategories: ["seeds"] }, "Radarr-4K": { Managed: true, Category: "films" }, "Sonarr-Off": { Managed: false, Category: "films" },
};
const told = (tree: object, drafts = {}) => categoriesOf(tree as never, drafts).map(({ category, depth, owners, isClash }) => [category, depth, owners.map((each) => each.section).join(), isClash]);

it("lists every category with its owners, each behind the one it lies below", () => {
  expect(told(TREE)).toEqual([
    ["failed", 0, "Settings", false], ["films", 0, "Radarr-4K", false], ["films/4k", 1, "qBit", false], ["recheck", 0, "Settings", false], ["seeds", 0, "qBit,qBit-2", false],
  ]);
});

it("sees that an Arr shares its category with somebody, but two clients may have one of the same name", () => {
  expect(told({ ...TREE, "Lidarr-X": { Category: "seeds" } }).filter((each) => each[3])).toEqual([["seeds", 0, "qBit,qBit-2,Lidarr-X", true]]);
  expect(told({ "Radarr-A": { Category: "failed" } }).filter((each) => each[3])).toEqual([["failed", 0, "Settings,Radarr-A", true]]);
});

it("goes by what is changed and not saved", () => {
  const change = (section: string, key: string, mine: unknown) => ({ [section]: { isNew: false, changes: { [key]: { was: null, mine } } } });
  expect(told(TREE, change("qBit", "ManagedCategories", ["films"])).filter((each) => each[3])).toEqual([["films", 0, "qBit,Radarr-4K", true]]);
  expect(told(TREE, change("Settings", "FailedCategory", "films")).find((each) => each[0] === "failed")).toBeUndefined();
  expect(told(TREE, change("Radarr-4K", "Managed", false)).find((each) => each[0] === "films")).toBeUndefined();
});

it("does not take a name that only begins alike for one above it", () => {
  expect(told({ "Radarr-A": { Category: "film" }, "Radarr-B": { Category: "films" } }).map((each) => each[1])).toEqual([0, 0, 0, 0]);
});

it("bears what is no category", () => {
  expect(told({ qBit: { ManagedCategories: "films" }, "Radarr-A": { Category: 7 }, "Radarr-B": "no table" })).toEqual([["failed", 0, "Settings", false], ["recheck", 0, "Settings", false]]);
});
