import { describe, expect, it } from "vitest";
import type { Torrent, TorrentPage } from "@/api/torrents";
import { moved, ordered } from "@/components/listing/columns";
import { fitting } from "./fitting";
import { flat, pageAt, withPage } from "./pages";
import { toggled } from "./useSelection";

const torrent = (hash: string, progress = 0): Torrent => ({
  instance: "qBit", hash, name: hash, section: "", state: "downloading", category: "", tags: ["a"], progress, sizeBytes: 0, amountLeft: 0, downloadedBytes: 0, etaSeconds: null,
  availability: null, ratio: 0, seedingTimeSeconds: 0, addedAt: null, completedAt: null, activeAt: null, tracker: "", private: null, priority: 0, savePath: "", contentPath: "",
  quarantined: false, protected: false, verdict: null,
}); // prettier-ignore
const page = (hashes: string, cursor: string | null = null): TorrentPage => ({ torrents: [...hashes].map((hash) => torrent(hash)), total: hashes.length, cursor, clients: {} });
const names = (pages: { pages: TorrentPage[] }) => pages.pages.map((each) => each.torrents.map(({ hash }) => hash).join("")).join(" ");

describe("a page that is read again", () => {
  const loaded = { pages: [page("abc", "1"), page("def", "2"), page("gh")], pageParams: ["", "1", "2"] };

  it.each([
    ["a row more at the top", 0, page("xabcd", "9"), "xabc def gh"],
    ["a row gone", 0, page("acde", "9"), "ac def gh"],
    ["a row moved to a later page", 1, page("dfgh"), "abc df gh"],
    ["the last one, grown", 2, page("ghij"), "abc def ghij"],
    ["nothing that is known behind it", 1, page("xyz"), "abc xyz gh"],
    ["a page nobody has", 7, page("x"), "abc def gh"],
  ])("keeps what follows: %s", (_, index, fresh, said) => expect(names(withPage(loaded, index, fresh))).toBe(said));

  it("keeps the objects of rows in which nothing changed", () => {
    const fresh = { ...page("abc"), torrents: [torrent("a"), torrent("b", 0.5), torrent("c")] };
    const result = withPage(loaded, 0, fresh);
    expect(result.pages[0]?.torrents[0]).toBe(loaded.pages[0]?.torrents[0]);
    expect(result.pages[0]?.torrents[1]?.progress).toBe(0.5);
  });

  it("tells the newest total, whichever page it came with", () => expect(withPage(loaded, 2, { ...page("gh"), total: 99 }).pages[0]?.total).toBe(99));
});

it("shows each torrent once", () => expect(flat([page("abc"), page("cde")]).map(({ hash }) => hash).join("")).toBe("abcde"));

it.each([[0, 0], [2, 0], [3, 1], [4, 1], [99, 1]])("finds row %d in page %d", (row, index) => expect(pageAt([page("abc"), page("de")], row)).toBe(index));

describe("columns", () => {
  const all = [{ id: "name", width: 280 }, { id: "a", width: 100 }, { id: "b", width: 50 }];
  it.each([[1000, "name a b"], [400, "name a"], [100, "name"], [0, "name"]])("%d px have room for %s", (room, said) =>
    expect(fitting(all, room).map(({ id }) => id).join(" ")).toBe(said));
  it("come as chosen, the name first, what nobody knows left out", () => expect(ordered(all, ["b", "gone", "name", "b", "a"]).map(({ id }) => id)).toEqual(["name", "b", "a"]));
  it.each([["a", -1, "ab"], ["a", 1, "ba"], ["b", 1, "ab"], ["x", 1, "ab"]] as const)("moves %s by %d", (what, step, said) => expect(moved(["a", "b"], what, step).join("")).toBe(said));
});

it("selects a range as the last one touched becomes", () => {
  const rows = [..."abcd"].map((hash) => torrent(hash));
  expect([...toggled(new Set(), rows, 2, 0)]).toEqual(["qBit/a", "qBit/b", "qBit/c"]);
  expect([...toggled(new Set(["qBit/b", "qBit/c"]), rows, 1, 2)]).toEqual([]);
});
