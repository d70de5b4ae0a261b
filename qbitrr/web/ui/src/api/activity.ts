import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "./client";
import { count, numberOrNull, read, rows, text } from "./reading";
import { entry } from "./shapes";

/** What entries of the journal can be found by; the same names as in the address of the page. */
export const FILTERS = ["q", "section", "kind", "result", "rule", "actor", "hash", "act", "since", "until"] as const;
export type EntryFilters = Partial<Record<(typeof FILTERS)[number], string>>;

export const RANGES = ["5m", "1h", "24h", "7d", "30d"] as const;
export type Range = (typeof RANGES)[number];

const page = z.object({ entries: rows(entry), nextBefore: numberOrNull });
export type EntryPage = z.infer<typeof page>;

export async function fetchEntries(filters: EntryFilters, limit: number, before: number, signal?: AbortSignal): Promise<EntryPage> {
  const query = { ...filters, limit, before: before || null };
  return read(page, await get("activity", signal ? { query, signal } : { query }));
}

/** The newest entries; asked again whenever the stream tells of one. */
export const newestQuery = (limit: number, filters: EntryFilters = {}) =>
  queryOptions({ queryKey: ["activity", "newest", limit, filters], queryFn: ({ signal }) => fetchEntries(filters, limit, 0, signal) });

const counted = z.object({ kind: text, act: text, result: text, rule: text, count: count });
export type Counted = z.infer<typeof counted>;
const bucket = z.object({ at: z.string(), counts: rows(counted) });
export type CountedBucket = z.infer<typeof bucket>;
const histogram = z.object({ bucketSeconds: count, since: text, until: text, total: count, buckets: rows(bucket) });
export type Histogram = z.infer<typeof histogram>;

export const histogramQuery = (range: Range, filters: EntryFilters = {}) =>
  queryOptions({
    queryKey: ["histogram", range, filters],
    queryFn: async ({ signal }) =>
      read(histogram, await get("activity/histogram", { query: { ...filters, range, utc_offset: -new Date().getTimezoneOffset() }, signal })),
    refetchInterval: range === "5m" ? 10_000 : 60_000,
    placeholderData: (old) => old,
  });
