import { describe, expect, it } from "vitest";
import { begun, clashesOf, counted, decided, edited, leftAfter, moved, readDrafts, wishOf, withoutSecrets, type Drafts } from "./drafts";

const tree = { "Radarr-4K": { URI: "http://a", Torrent: { StalledDelay: 15 } } };
const one: Drafts = edited({}, "Radarr-4K", "Torrent.StalledDelay", 15, "30m");

describe("drafts", () => {
  it("are changes against the file, and none once they are as in the file", () => {
    expect(one).toEqual({ "Radarr-4K": { isNew: false, changes: { "Torrent.StalledDelay": { was: 15, mine: "30m" } } } });
    expect(edited(one, "Radarr-4K", "Torrent.StalledDelay", 15, 15)).toEqual({});
    expect(counted(edited(one, "Settings", "DryRun", null, true))).toEqual({ changes: 2, sections: 2 });
  });

  it("are sent with paths in which names of sections may have dots", () => {
    expect(wishOf(edited(one, "Radarr-4.5", "URI", null, "x")).changes).toEqual({
      '["Radarr-4K","Torrent","StalledDelay"]': "30m", '["Radarr-4.5","URI"]': "x",
    });
  });

  it("clash only where somebody else wrote something else", () => {
    const theirs = { "Radarr-4K": { URI: "http://b", Torrent: { StalledDelay: 20 } } };
    expect(clashesOf(one, tree)).toEqual([]);
    expect(clashesOf(one, { "Radarr-4K": { Torrent: { StalledDelay: "30m" } } })).toEqual([]);
    const [clash, ...more] = clashesOf(one, theirs);
    expect(more).toEqual([]);
    expect(clash).toEqual({ section: "Radarr-4K", key: "Torrent.StalledDelay", was: 15, theirs: 20, mine: "30m" });
    if (!clash) return;
    expect(clashesOf(decided(one, clash, clash.mine), theirs)).toEqual([]);
    expect(decided(one, clash, clash.theirs)).toEqual({});
  });

  it("keep what was typed while they were saved", () => {
    const later = edited(one, "Radarr-4K", "Torrent.StalledDelay", 15, "1h");
    expect(leftAfter(later, one)).toEqual({ "Radarr-4K": { isNew: false, changes: { "Torrent.StalledDelay": { was: "30m", mine: "1h" } } } });
    expect(leftAfter(one, one)).toEqual({});
    expect(leftAfter(begun({}, "qBit-2", { Host: "h" }), begun({}, "qBit-2", { Host: "h" }))).toEqual({});
  });

  it("go along with a renamed section", () => {
    expect(Object.keys(moved(one, "Radarr-4K", "Radarr-UHD"))).toEqual(["Radarr-UHD"]);
  });

  it.each([
    ["APIKey", "abc"], ["Password", "x"], ["Token", "t"], ["OIDC.ClientSecret", "s"], ["EntrySearch.Ombi.OmbiAPIKey", "k"], ["MetricsToken", "m"], ["ApiKey", "a"],
    ["Host", "http://me:pw@nas:8080"], ["Trackers", [{ Name: "T", URI: "https://t.example/0123456789abcdef/announce" }]],
  ])("are never kept by the browser with the secret of %s", (key, value) => {
    expect(withoutSecrets(edited(one, "Radarr-4K", key, null, value))).toEqual(one);
  });

  it("are kept otherwise, the removal of a secret too", () => {
    const drafts = edited(edited(one, "qBit", "Password", "***", null), "Settings", "PingURLS", [], ["dns.google.com"]);
    expect(readDrafts(JSON.stringify(withoutSecrets(drafts)))).toEqual(drafts);
    expect(readDrafts("{nonsense")).toEqual({});
    expect(readDrafts('{"a":1,"b":{"changes":{"c":2}}}')).toEqual({ b: { isNew: false, changes: {} } });
  });
});
