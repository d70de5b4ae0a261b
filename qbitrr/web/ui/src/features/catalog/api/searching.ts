import { queryOptions, useMutation, useQueries } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get, post } from "@/api/client";
import { useAgain, type Items } from "@/api/searchNow";
import { read, rows, text, textOrNull } from "@/api/reading";
import type { Item } from "../model";

const standing = z.object({ id: z.number(), title: text, skip: textOrNull, until: textOrNull });
/** Why an item is not searched now: a word, null if nothing is in the way. */
export type Standing = z.infer<typeof standing>;

const upcoming = z.object({ ids: z.catch(z.array(z.number()), []), at: textOrNull, why: text });
const queue = z.object({ instance: text, state: text, pausedUntil: textOrNull, pauseReason: text, upcoming: rows(upcoming), items: rows(standing) });
export type SearchQueue = z.infer<typeof queue>;

/** So many ids fit into an address; who has more missing gets the state of the first ones. */
const MOST_IDS = 400;

/** What the search of *instance* says of these items. */
export const standingsQuery = (instance: string, ids: readonly number[], limit = 0) =>
  queryOptions({
    queryKey: ["search", "standings", instance, limit, ids],
    queryFn: async ({ signal }) => read(queue, await get("search/queue", { query: { instance, ids: ids.slice(0, MOST_IDS).join(","), limit }, signal })),
    enabled: ids.length > 0,
    refetchInterval: 15_000,
    // A search that is not running says nothing: the page shows what is known without it.
    retry: false,
  });

/** The standings of what on a page can be searched by itself and is wanted, by instance and id. */
export function useStandings(items: readonly Item[]): ReadonlyMap<string, Standing> {
  const byInstance = new Map<string, number[]>();
  for (const item of items) if (isWanted(item)) byInstance.set(item.instance, [...(byInstance.get(item.instance) ?? []), item.id]);
  return useQueries({
    queries: [...byInstance].map(([instance, ids]) => standingsQuery(instance, ids)),
    combine: (answers) => new Map(answers.flatMap(({ data }) => (data ? data.items.map((each): [string, Standing] => [`${data.instance}/${each.id}`, each]) : []))),
  });
}

/** Films, episodes, albums and books are searched themselves; a series is not. */
function isWanted({ film, part, reason, monitored }: Item): boolean {
  const own = film ?? part;
  return own !== null && (reason !== null || (film !== null ? !own.hasFile : !own.hasFile && monitored));
}

/** Leave items alone for some days; 0 takes it back. */
export function useLeaveAlone() {
  const again = useAgain();
  return useMutation({ mutationFn: ({ instance, ids, days }: Items & { days: number }) => post("search/not-before", { instance, ids, days }), onSettled: again });
}
