import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get, post } from "@/api/client";
import { count, flag, numberOrNull, read, rows, table, text, textOrNull } from "@/api/reading";

const upcoming = z.object({ lane: text, title: text, cost: count, at: textOrNull, reason: text, why: text });
export type Upcoming = z.infer<typeof upcoming>;

const NO_PACE = { enabled: true, perHour: null, spentLastHour: 0, atOnce: 0, delaySeconds: 0 };
const pace = z.object({ enabled: flag, perHour: numberOrNull, spentLastHour: count, atOnce: count, delaySeconds: count });
export type Pace = z.infer<typeof pace>;

/** From which end a library is worked through year by year, and at which year it is; null where years do not matter. */
const years = z.nullable(z.object({ oldestFirst: flag, now: numberOrNull, due: rows(z.object({ year: numberOrNull, count: count })), beyond: count }));
export type Years = z.infer<typeof years>;

const queue = z.object({
  instance: text, at: text, state: text, pausedUntil: textOrNull, pauseReason: text, pace: z.catch(pace, NO_PACE), upcoming: rows(upcoming), skipped: table(count),
  years: z.catch(years, null),
}); // prettier-ignore
export type Queue = z.infer<typeof queue>;

const MOST = 200;

/** What comes next in one Arr; asked anew, because its times move. */
export const queueQuery = (instance: string) =>
  queryOptions({
    queryKey: ["search", "queue", instance],
    queryFn: async ({ signal }) => read(queue, await get("search/queue", { query: { instance, limit: MOST }, signal })),
    refetchInterval: 10_000,
  });

/** Pauses the search of an Arr for *minutes*; 0 goes on. */
export function usePause() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ instance, minutes, reason }: { instance: string; minutes: number; reason: string }) =>
      read(queue, await post("search/pause", { instance, minutes, reason })),
    onSettled: (_answer, _error, { instance }) => queries.invalidateQueries({ queryKey: queueQuery(instance).queryKey }),
  });
}

const past = z.object({
  instance: text, id: count, at: textOrNull, finishedAt: textOrNull, lane: text, reason: text, title: text, cost: count, outcome: text, grabbed: count, release: text, error: text,
}); // prettier-ignore
export type Past = z.infer<typeof past>;

/** The last *most* searches of an Arr, the newest first. */
export const stripQuery = (instance: string, most: number) =>
  queryOptions({
    queryKey: ["search", "strip", instance],
    queryFn: async ({ signal }) => read(z.object({ searches: rows(past) }), await get("search/history", { query: { instance, limit: most }, signal })).searches,
    refetchInterval: 30_000,
  });

export interface PastFilter {
  instance: string;
  outcome: string;
  q: string;
}

/** Past searches, the newest first, page by page. */
export const pastQuery = (filter: PastFilter) =>
  infiniteQueryOptions({
    queryKey: ["search", "history", filter],
    queryFn: async ({ pageParam, signal }) =>
      read(z.object({ searches: rows(past), cursor: textOrNull }), await get("search/history", { query: { ...filter, limit: 50, cursor: pageParam }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.cursor,
    refetchInterval: 30_000,
  });
