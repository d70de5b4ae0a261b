import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "./client";
import { count, read, table } from "./reading";
import type { TorrentsWanted } from "./torrents";

const values = table(count);
const facets = z.object({ total: count, facets: z.object({ state: values, category: values, instance: values, tracker: values, tag: values }) });
export type Facets = z.infer<typeof facets>["facets"];

/** How many torrents there are of each value, each filter counted as if only the others were on. */
export function facetsQuery({ q = "", state = "", category = "", instance = "", tag = "", tracker = "" }: Partial<TorrentsWanted>) {
  const wanted = { q, state, category, instance, tag, tracker };
  return queryOptions({
    queryKey: ["torrents", "facets", wanted],
    queryFn: async ({ signal }) => read(facets, await get("torrents/facets", { query: wanted, signal })).facets,
    refetchInterval: 10_000,
    placeholderData: (before) => before,
  });
}
