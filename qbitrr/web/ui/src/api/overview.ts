/** Small questions about the whole: how the parts do, the disks, how fast removals go, how many torrents and searches there are. */
import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import type { Range } from "./activity";
import { get } from "./client";
import { count, numberOrNull, read, rows, table, text, textOrNull, words } from "./reading";
import { disk } from "./shapes";

const component = z.object({ kind: text, name: text, status: text, state: text, since: textOrNull, why: text, latency: numberOrNull });
export type Component = z.infer<typeof component>;

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: async ({ signal }) => read(z.object({ status: text, components: rows(component), problems: words }), await get("health", { signal })),
  refetchInterval: 30_000,
});

export const diskQuery = queryOptions({
  queryKey: ["disk"],
  queryFn: async ({ signal }) => read(disk, await get("disk", { signal })),
  refetchInterval: 30_000,
});

const measured = z.catch(z.array(z.nullable(z.number())), []);
const forecast = z.object({ bytesPerSecond: count, seenSeconds: count, fullAt: textOrNull, guardAt: textOrNull });
export type DiskForecast = z.infer<typeof forecast>;
const diskTrend = z.object({ name: text, guardBytes: numberOrNull, free: measured, forecast: z.catch(z.nullable(forecast), null) });
const trends = z.object({ stepSeconds: count, since: text, down: measured, up: measured, disks: rows(diskTrend) });
export type Trends = z.infer<typeof trends>;

/** How often each range is asked for again: about as often as it has something new, and not more. */
const TREND_SECONDS: Record<Range, number> = { "5m": 10, "1h": 10, "24h": 60, "7d": 300, "30d": 300 };

export const trendsQuery = (range: Range) =>
  queryOptions({
    queryKey: ["trends", range],
    queryFn: async ({ signal }) => read(trends, await get("trends", { query: { range }, signal })),
    refetchInterval: TREND_SECONDS[range] * 1_000,
    placeholderData: (old) => old,
  });

const limits = z.object({
  removed: count, limit: numberOrNull, waiting: count, held: count,
  sections: rows(z.object({ section: text, removed: count, limit: numberOrNull, waiting: count, held: count, roomAt: textOrNull })),
}); // prettier-ignore

export const removalLimitsQuery = queryOptions({
  queryKey: ["removals", "limits"],
  queryFn: async ({ signal }) => read(limits, await get("removals/limits", { signal })),
  refetchInterval: 30_000,
});

/** How many torrents are in a state of qBittorrent. */
const inState = async (state: string, signal: AbortSignal): Promise<number> =>
  read(z.object({ total: count }), await get("torrents", { query: { state, limit: 1 }, signal })).total;

export const torrentCountsQuery = queryOptions({
  queryKey: ["torrents", "counts"],
  queryFn: async ({ signal }) => {
    const [downloading, stalled] = await Promise.all([inState("downloading", signal), inState("stalledDL", signal)]);
    return { downloading, stalled };
  },
  staleTime: 4_000,
  refetchInterval: 30_000,
});

const category = z.object({ category: text, instance: text, torrentCount: count, seedingCount: count, totalSize: count, avgRatio: count });

export const categoriesQuery = queryOptions({
  queryKey: ["qbit", "categories"],
  queryFn: async ({ signal }) => read(z.object({ categories: rows(category) }), await get("qbit/categories", { signal })).categories,
  refetchInterval: 30_000,
});
export type Category = z.infer<typeof category>;

const queue = z.object({
  state: text, pausedUntil: textOrNull,
  pace: z.catch(z.object({ perHour: numberOrNull, spentLastHour: count }), { perHour: null, spentLastHour: 0 }),
  upcoming: rows(z.object({ lane: text, title: text, at: textOrNull })), skipped: table(count),
}); // prettier-ignore
export type SearchQueue = z.infer<typeof queue>;

export const searchQueueQuery = (instance: string) =>
  queryOptions({
    queryKey: ["search", "queue", instance],
    queryFn: async ({ signal }) => read(queue, await get("search/queue", { query: { instance, limit: 100 }, signal })),
    refetchInterval: 30_000,
  });
