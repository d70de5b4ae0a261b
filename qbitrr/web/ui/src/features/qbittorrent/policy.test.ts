import { describe, expect, it } from "vitest";
import { matching, policyOf, torrentsAddress } from "./policy";

const off = { maxRatio: -1, maxTime: -1, removeMode: -1, downloadLimit: -1, uploadLimit: -1 };
const category = (name: string, arrName: string | null, instance: string) =>
  ({ category: name, instance, managedBy: "arr", arrName, torrentCount: 0, seedingCount: 0, totalSize: 0, avgRatio: 0, avgSeedingTime: 0, seedingConfig: off, error: "" });

describe("the seeding policy", () => {
  it.each([
    [off, "never removed at a limit"],
    [{ ...off, removeMode: 1, maxRatio: 2, maxTime: 60 }, "removed at its ratio, ratio 2.00"],
    [{ ...off, removeMode: 2, maxRatio: 2, maxTime: 86400 }, "removed at its time, seeding 1\u202fd"],
    [{ ...off, removeMode: 4, maxRatio: 1, maxTime: 60, uploadLimit: 2048 }, "removed at ratio and time, ratio 1.00, seeding 1\u202fmin, up 2.00\u202fMiB/s"],
    [{ ...off, removeMode: 9, maxRatio: 1 }, "never removed at a limit"],
  ])("%o", (config, said) => expect(policyOf(config).join(", ")).toBe(said));
});

it("finds categories by their names, their Arr and their client", () => {
  const all = [category("films", "Radarr-4K", "default"), category("keep", null, "seedbox")];
  expect(matching(all, "4k").map((each) => each.category)).toEqual(["films"]);
  expect(matching(all, "SEED").map((each) => each.category)).toEqual(["keep"]);
  expect(matching(all, " ")).toHaveLength(2);
});

it("leads to the torrents of a category, whatever it is called", () => {
  expect(torrentsAddress("tv/4k & more", "qBit")).toBe("#/torrents?category=tv%2F4k+%26+more&instance=qBit");
  expect(torrentsAddress("films", undefined)).toBe("#/torrents?category=films");
});
