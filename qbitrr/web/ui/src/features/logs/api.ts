import { queryOptions, useMutation } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get, post } from "@/api/client";
import { count, flag, read, rows, text, textOrNull } from "@/api/reading";
import { part, type Query } from "@/lib/base";
import type { Sample } from "./model/spans";
import type { View, Wanted } from "./model/view";
import type { AskSieved } from "./reading/sieve";

const file = z.object({ name: z.string(), size: count, modified: textOrNull, rotated: flag });
export type LogFile = z.infer<typeof file>;

export const filesQuery = queryOptions({
  queryKey: ["logs", "files"],
  queryFn: async ({ signal }) => read(z.object({ details: rows(file) }), await get("logs", { signal })).details,
  refetchInterval: 60_000,
});

/** What was appended, as stream and delta tell it. */
export const excerpt = z.object({ content: text, next_bytes: count, size: count, inode: count, rotated: flag });
export type Excerpt = z.infer<typeof excerpt>;

export const fetchExcerpt = async (name: string, query: Query): Promise<Excerpt> => read(excerpt, await get(`logs/${part(name)}`, { query: { format: "json", ...query } }));

const sample = z.object({ start: count, end: count, first_at: text, last_at: text, levels: z.catch(z.record(z.string(), count), {}) }) as z.ZodMiniType<Sample>;
const overview = z.object({ size: count, inode: count, is_whole: flag, samples: rows(sample) });
export type Overview = z.infer<typeof overview>;

/** How a file is spread over time and levels. */
export const overviewQuery = (name: string) =>
  queryOptions({
    queryKey: ["logs", "overview", name],
    queryFn: async ({ signal }): Promise<Overview> => read(overview, await get(`logs/${part(name)}/overview`, { signal })),
    staleTime: 10_000,
    refetchInterval: 20_000,
  });

const place = z.object({ file: z.string(), byte: count, size: count });

/** At which byte of which file a time or a line stands. */
export const placeQuery = (name: string, sought: View["sought"]) =>
  queryOptions({
    queryKey: ["logs", "place", name, sought],
    queryFn: async ({ signal }) => read(place, await get(`logs/${part(name)}/place`, { query: { ...sought }, signal })),
    retry: false,
  });

const record = z.object({ file: z.string(), byte: count, text: text });
const sieved = z.object({ records: rows(record), before: text, after: text, searched: count });
const PAGE = 200;

/** Asks the server what passes. */
export const sieveOf = (name: string, wanted: Wanted): AskSieved => async (wish) => {
  const { text: q, isPattern, level, logger, minutes, withOlder, merged } = wanted;
  const since = minutes > 0 ? Math.floor(Date.now() / 1000) - minutes * 60 : undefined;
  const query = { q, regex: isPattern, level: level === "all" ? "" : level.toUpperCase(), logger, since, include_rotated: withOlder, also: merged.join(","), most: PAGE, ...wish };
  const found = read(sieved, await get(`logs/${part(name)}/filter`, { query }));
  return { ...found, records: found.records.map((each) => ({ file: each.file, byte: each.byte, lines: each.text.split("\n") })) };
};

export const LEVELS = ["CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG", "TRACE"] as const;

/** Sets the level of the whole program until the next start. */
export function useLogLevel() {
  return useMutation({ mutationFn: async (level: string) => read(z.object({ level: text, effective: text }), await post("loglevel", { level })) });
}
