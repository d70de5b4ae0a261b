import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { request } from "@/api/client";
import { flag, read, rows, text, words } from "@/api/reading";
import type { Wish } from "../model/drafts";

const sentence = z.object({ rule: text, text, keys: words });
const handling = z.object({
  section: text, active: flag, general: rows(sentence), groups: rows(z.object({ categories: words, sentences: rows(sentence) })),
  problems: rows(z.object({ severity: text, text })),
}); // prettier-ignore
export type Sentence = z.infer<typeof sentence>;
export type Handling = z.infer<typeof handling>;

/** How torrents of *section* would be handled with *wish*, in the words of the rules themselves. */
export const handlingQuery = (section: string, wish: Wish) =>
  queryOptions({
    queryKey: ["config", "handling", section, wish],
    queryFn: async ({ signal }): Promise<Handling> => read(handling, await request("POST", "config/handling", { body: { section, ...wish }, signal })),
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 10_000,
    staleTime: 60_000,
  });
