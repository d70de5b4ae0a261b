import { describe, expect, it } from "vitest";
import { figure, settingAddress, way } from "./measure";

describe("figure", () => {
  it.each([
    [660, "seconds", "11\u202fmin"],
    [0.43, "share", "43\u202f%"],
    [1.5, "ratio", "1.50"],
    [1024, "bytes", "1.00\u202fKiB"],
    [3, "", "3"],
    [null, "seconds", "–"],
    ["stalledDL", "", "stalledDL"],
    ["\u202eevil", "", "\ufffdevil"],
  ])("says %s %s as %s", (value, unit, said) => expect(figure(value, unit)).toBe(said));
});

describe("way", () => {
  it.each([
    [11, 15, 11 / 15], [20, 15, 1], [0, 15, 0], [1, 0, null], ["a", 2, null], [1, null, null], [-1, 2, null],
  ])("of %s to %s is %s", (measured, configured, part) => expect(way(measured, configured)).toBe(part)); // prettier-ignore
});

it("leads to the field of a setting", () => {
  expect(settingAddress("Radarr-4K.Torrent.StalledDelay")).toBe("#/config/Radarr-4K?field=Torrent.StalledDelay");
  expect(settingAddress("Settings")).toBe("#/config/Settings");
});
