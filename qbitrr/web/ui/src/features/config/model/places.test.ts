import { describe, expect, it } from "vitest";
import { collected, placeOf } from "./places";

const sections = ["Settings", "qBit", "qBit-2", "Radarr-4K", "Radarr-4K.old"];

describe("places of keys", () => {
  it.each([
    ["Radarr-4K.Torrent.StalledDelay", "Radarr-4K", "Torrent.StalledDelay", ""],
    ['"Radarr-4K.old".URI', "Radarr-4K.old", "URI", ""],
    ["qBit.Trackers[0].URI", "qBit", "Trackers", "[0].URI"],
    ["qBit-2.Host", "qBit-2", "Host", ""],
    ["Sonarr-New.URI", "Sonarr-New", "URI", ""],
    ["Radarr-4K", "Radarr-4K", "", ""],
  ])("%s", (dotted, section, key, row) => {
    expect(placeOf(dotted, sections)).toEqual({ section, key, row });
  });

  it("gather what is wrong at their fields", () => {
    expect(collected([{ path: "qBit.Trackers[1].URI", message: "must be set" }, { path: "qBit.Host", message: "no" }], sections)).toEqual({
      qBit: { Trackers: ["2. URI: must be set"], Host: ["no"] },
    });
  });
});
