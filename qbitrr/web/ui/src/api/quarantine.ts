import { queryOptions, useQuery } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "./client";
import { useLive } from "./live/store";
import { read, rows } from "./reading";
import { quarantined, removal, type Removal } from "./shapes";

export const quarantineQuery = queryOptions({
  queryKey: ["quarantine"],
  queryFn: async ({ signal }) => read(z.object({ quarantine: rows(quarantined) }), await get("quarantine", { signal })).quarantine,
});

const removalsQuery = queryOptions({
  queryKey: ["removals", "open"],
  queryFn: async ({ signal }) => read(z.object({ removals: rows(removal) }), await get("removals", { signal })).removals,
});

/** Removals that wait or are under way, as the stream tells them; before it does, as asked. */
export function useRemovals() {
  const asked = useQuery(removalsQuery);
  const live = useLive("removals");
  const removals: readonly Removal[] | undefined = live ? Object.values(live.removals) : asked.data;
  return { removals, error: removals ? null : asked.error, retry: () => void asked.refetch() };
}
