import { useInfiniteQuery, useQuery, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useMemo } from "react";
import { fetchEntries, newestQuery, type EntryFilters, type EntryPage } from "@/api/activity";
import { newerThan, withNewer } from "./rows";

const PAGE = 100;
const NEWEST = 50;

/** The journal page by page: it stays as it is while one reads; what came since is counted, and shown when asked for. */
export function useEntries(filters: EntryFilters) {
  const queries = useQueryClient();
  const queryKey = ["entries", filters];
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => fetchEntries(filters, PAGE, pageParam, signal),
    initialPageParam: 0,
    getNextPageParam: (page) => page.nextBefore,
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const newest = useQuery({ ...newestQuery(NEWEST, filters), enabled: query.isSuccess && !filters.until });
  const entries = useMemo(() => query.data?.pages.flatMap((page) => page.entries) ?? [], [query.data]);
  const newer = newest.data ? newerThan(entries, newest.data.entries).length : 0;
  const showNewer = () => {
    const pages = newest.data && query.data && withNewer(query.data.pages, newest.data);
    if (pages) queries.setQueryData<InfiniteData<EntryPage, number>>(queryKey, (old) => old && { ...old, pages });
    else void queries.resetQueries({ queryKey });
  };
  return { query, entries, newer, isMore: newer >= NEWEST, showNewer };
}
