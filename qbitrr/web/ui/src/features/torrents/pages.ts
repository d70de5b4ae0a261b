import { keyOf, type Torrent, type TorrentPage } from "@/api/torrents";

export interface Pages {
  pages: TorrentPage[];
  pageParams: unknown[];
}

/**
 * *pages* with a newer answer for the page at *index*. The pages behind it stay where they began: what the new answer has of them is cut
 * off. Rows in which nothing changed stay the same object, so that only what changed is drawn anew.
 */
export function withPage<T extends Pages>(pages: T, index: number, fresh: TorrentPage): T {
  const old = pages.pages[index];
  if (!old) return pages;
  const behind = pages.pages[index + 1];
  const known = new Map(old.torrents.map((each) => [keyOf(each), each]));
  const torrents = cutBefore(fresh.torrents, behind?.torrents ?? []).map((each) => {
    const before = known.get(keyOf(each));
    return before && same(before, each) ? before : each;
  });
  const head = { total: fresh.total, clients: fresh.clients };
  const changed = pages.pages.map((page, at) => (at === index ? { ...fresh, torrents, cursor: behind ? page.cursor : fresh.cursor } : page));
  return { ...pages, pages: changed.map((page, at) => (at === 0 ? { ...page, ...head } : page)) };
}

function cutBefore(fresh: Torrent[], behind: readonly Torrent[]): Torrent[] {
  if (behind.length === 0) return fresh;
  const later = new Set(behind.map(keyOf));
  const at = fresh.findIndex((each) => later.has(keyOf(each)));
  return at < 0 ? fresh : fresh.slice(0, at);
}

/** All rows in order, each once. */
export function flat(pages: readonly TorrentPage[]): Torrent[] {
  const seen = new Set<string>();
  return pages.flatMap((page) => page.torrents.filter((each) => !seen.has(keyOf(each)) && seen.add(keyOf(each))));
}

/** In which page the row at *row* is. */
export function pageAt(pages: readonly TorrentPage[], row: number): number {
  let end = 0;
  for (const [index, page] of pages.entries()) {
    end += page.torrents.length;
    if (row < end) return index;
  }
  return Math.max(0, pages.length - 1);
}

const same = (a: Torrent, b: Torrent): boolean =>
  (Object.keys(b) as (keyof Torrent)[]).every((name) => a[name] === b[name] || (typeof b[name] === "object" && JSON.stringify(a[name]) === JSON.stringify(b[name])));
