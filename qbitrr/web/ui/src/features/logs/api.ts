import { queryOptions, useMutation } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get, post } from "@/api/client";
import { count, flag, read, rows, text, textOrNull, words } from "@/api/reading";
import { part, type Query } from "@/lib/base";
import { texts } from "@/texts";
import { ApiError } from "@/api/errors";
import type { Excerpt } from "./book";
import { queryFor, type Wanted } from "./lines";

const file = z.object({ name: z.string(), size: count, modified: textOrNull, rotated: flag });
export type LogFile = z.infer<typeof file>;

export const filesQuery = queryOptions({
  queryKey: ["logs", "files"],
  queryFn: async ({ signal }) => read(z.object({ details: rows(file) }), await get("logs", { signal })).details,
  refetchInterval: 60_000,
});

export const excerpt = z.object({
  content: text, next_bytes: count, size: count, inode: count, rotated: flag, truncated: flag, first_line: count, last_line: count,
}); // prettier-ignore

export const fetchExcerpt = async (name: string, query: Query): Promise<Excerpt> => read(excerpt, await get(`logs/${part(name)}`, { query: { format: "json", ...query } }));

const match = z.object({ file: z.string(), line: z.number(), text: text, context_before: words, context_after: words });
export type Match = z.infer<typeof match>;
const matches = z.object({ truncated: flag, matches: rows(match), files_searched: words });
export type Matches = z.infer<typeof matches>;

const MOST_MATCHES = 1000;

/** What the server finds in a file, and if wanted in the older ones of it. */
export const matchesQuery = (name: string, wanted: Wanted, withOlder: boolean) =>
  queryOptions({
    queryKey: ["logs", "search", name, wanted, withOlder],
    queryFn: async ({ signal }): Promise<Matches> => {
      const asked = queryFor(wanted);
      if (asked === "too long") throw new ApiError(texts.logs.tooLong);
      if (asked === null) return { truncated: false, matches: [], files_searched: [] };
      const query = { ...asked, include_rotated: withOlder, max_matches: MOST_MATCHES, context: 1 };
      return read(matches, await get(`logs/${part(name)}/search`, { query, signal }));
    },
    staleTime: 60_000,
    retry: false,
  });

export const LEVELS = ["CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG", "TRACE"] as const;

/** Sets the level of the whole program until the next start. */
export function useLogLevel() {
  return useMutation({ mutationFn: async (level: string) => read(z.object({ level: text, effective: text }), await post("loglevel", { level })) });
}
