import { useQueries, useQuery } from "@tanstack/react-query";
import { useLive } from "@/api/live/store";
import { categoriesQuery, healthQuery, searchQueueQuery, torrentCountsQuery } from "@/api/overview";
import { backlogOf } from "./backlog";
import { needsOf, type Counts, type Need } from "./needs";

/** What needs a person, and null until enough is known to say so. */
export function useNeeds(): readonly Need[] | null {
  const health = useQuery(healthQuery);
  const attention = useLive("attention");
  const processes = useLive("processes");
  const removals = useLive("removals");
  if (!health.data) return null;
  return needsOf({
    components: health.data.components,
    processes: Object.values(processes?.processes ?? {}),
    torrents: Object.values(attention?.torrents ?? {}),
    problems: attention?.problems ?? health.data.problems,
    removals: Object.values(removals?.removals ?? {}),
  });
}

/** How many torrents do what; null until it is known. */
export function useCounts(): (Counts & { stalled: number; ratio: number }) | null {
  const { data: categories } = useQuery(categoriesQuery);
  const { data: states } = useQuery(torrentCountsQuery);
  if (!categories || !states) return null;
  const seeding = categories.reduce((sum, each) => sum + each.seedingCount, 0);
  const torrents = categories.reduce((sum, each) => sum + each.torrentCount, 0);
  const weighed = categories.reduce((sum, each) => sum + each.avgRatio * each.torrentCount, 0);
  return { ...states, seeding, torrents, ratio: torrents ? weighed / torrents : 0 };
}

/** What is wanted and not there, over all Arrs; null until all have answered. */
export function useBacklog() {
  const status = useLive("status");
  const queues = useQueries({ queries: (status?.arrs ?? []).map((arr) => searchQueueQuery(arr.name)) });
  const known = queues.flatMap((each) => (each.data ? [each.data] : []));
  if (!status || queues.some((each) => each.isPending)) return null;
  return { ...backlogOf(known), searchedLastHour: known.reduce((sum, each) => sum + each.pace.spentLastHour, 0) };
}
