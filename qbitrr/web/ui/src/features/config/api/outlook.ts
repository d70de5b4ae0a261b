import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { request } from "@/api/client";
import { count, flag, read, rows, text } from "@/api/reading";
import type { Wish } from "../model/drafts";

const step = z.object({ instance: text, hash: text, name: text, section: text, step: text, data: text, isNew: flag, text, heldBy: text, heldText: text });
const counted = z.object({ section: text, step: text, data: text, count, new: count });
const section = z.object({ section: text, torrents: count, unlisted: count, unread: count, failed: count, whyNot: text });
const move = z.object({ instance: text, category: text, before: text, after: text, torrents: count });
const outlook = z.object({
  steps: rows(step), counts: rows(counted), sections: rows(section), moves: rows(move), dryRun: flag, removalsPerHour: count,
}); // prettier-ignore
export type Outlook = z.infer<typeof outlook>;
export type FutureStep = z.infer<typeof step>;

// What a person would want to have seen before: what goes, what stays after all, what stands still.
const WEIGHTY = ["removal", "keep", "pause", "set_category", "recheck"];

/** What would be done about all torrents now with *wish*, the first of it by name; nothing is saved and nothing done. */
export const outlookQuery = (wish: Wish, limit: number) =>
  queryOptions({
    queryKey: ["config", "outlook", limit, wish],
    queryFn: async ({ signal }): Promise<Outlook> => read(outlook, await request("POST", "preview", { body: { ...wish, steps: WEIGHTY, limit }, signal })),
    retry: false,
    gcTime: 0,
    staleTime: 60_000,
  });
