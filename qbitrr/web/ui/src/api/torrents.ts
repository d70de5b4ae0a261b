import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "./client";
import { count, flag, numberOrNull, read, rows, table, text, textOrNull, words } from "./reading";
import type { Which } from "./removals";
import { part } from "@/lib/base";
import { sortText, type Sorting } from "@/lib/sorting";

const verdict = z.object({ rule: count, code: text, text: text, step: text, holdsUntil: textOrNull });

const torrent = z.object({
  instance: z.string(), hash: z.string(), name: text, section: text, state: text, category: text, tags: words, progress: count, sizeBytes: count,
  amountLeft: count, downloadedBytes: count, etaSeconds: numberOrNull, availability: numberOrNull, ratio: count, seedingTimeSeconds: count,
  addedAt: textOrNull, completedAt: textOrNull, activeAt: textOrNull, tracker: text, private: z.catch(z.nullable(z.boolean()), null), priority: count,
  savePath: text, contentPath: text, quarantined: flag, protected: flag, verdict: z.catch(z.nullable(verdict), null),
}); // prettier-ignore
export type Torrent = z.infer<typeof torrent>;

const page = z.object({
  torrents: rows(torrent), total: count, cursor: textOrNull, clients: table(z.object({ alive: flag, listedAt: textOrNull })),
}); // prettier-ignore
export type TorrentPage = z.infer<typeof page>;

/** What the server filters and orders by. */
export interface TorrentsWanted {
  q: string;
  state: string;
  category: string;
  instance: string;
  tag: string;
  tracker: string;
  sorting: Sorting;
}

export async function fetchTorrents({ sorting, ...filters }: TorrentsWanted, cursor: string, limit: number, signal: AbortSignal): Promise<TorrentPage> {
  return read(page, await get("torrents", { query: { ...filters, ...sortText(sorting), cursor, limit }, signal }));
}

export const torrentQuery = ({ instance, hash }: Which) =>
  queryOptions({
    queryKey: ["torrents", "one", instance, hash],
    queryFn: async ({ signal }) => read(torrent, await get(`torrents/${part(instance)}/${part(hash)}`, { signal })),
    refetchInterval: 5_000,
  });

/** How a torrent is called in addresses and in the topics of the stream. */
export const keyOf = ({ instance, hash }: Which): string => `${instance}/${hash}`;

export function whichOf(key: string | undefined): Which | null {
  const at = key?.lastIndexOf("/") ?? -1;
  return key && at > 0 && at < key.length - 1 ? { instance: key.slice(0, at), hash: key.slice(at + 1) } : null;
}
