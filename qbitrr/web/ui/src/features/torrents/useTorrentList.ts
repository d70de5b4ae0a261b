import { useInfiniteQuery, useQuery, useQueryClient, keepPreviousData, type InfiniteData } from "@tanstack/react-query";
import { useMemo } from "react";
import { fetchTorrents, type TorrentPage, type TorrentsWanted } from "@/api/torrents";
import { flat, pageAt, withPage } from "./pages";

const PAGE = 200;
/** A page that is read again may have grown by rows that came between. */
const ROOM = 50;
const EVERY_MS = 5_000;

/**
 * The torrents that are *wanted*, loaded page by page as they are scrolled to. Of what is loaded only the pages *shown* (the first and last
 * row) are read again, every five seconds and whenever the stream tells of a change.
 */
export function useTorrentList(wanted: TorrentsWanted, shown: readonly [number, number]) {
  const queries = useQueryClient();
  const key = ["torrent-list", wanted] as const;
  const list = useInfiniteQuery({
    queryKey: key,
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => fetchTorrents(wanted, pageParam, PAGE, signal),
    getNextPageParam: (last) => last.cursor,
    staleTime: Infinity,
    gcTime: 60_000,
    structuralSharing: false,
    placeholderData: keepPreviousData,
  });
  const pages = list.data?.pages;
  const first = pageAt(pages ?? [], shown[0]);
  const last = pageAt(pages ?? [], shown[1]);
  const refresh = useQuery({
    queryKey: ["torrents", "shown", wanted, first, last],
    enabled: pages !== undefined && !list.isPlaceholderData,
    queryFn: async ({ signal }) => {
      for (let index = first; index <= last; index += 1) {
        const cursor = queries.getQueryData<InfiniteData<TorrentPage, string>>(key)?.pageParams[index];
        if (cursor === undefined) continue;
        const fresh = await fetchTorrents(wanted, cursor, PAGE + ROOM, signal);
        queries.setQueryData<InfiniteData<TorrentPage, string>>(key, (now) => now && withPage(now, index, fresh));
      }
      return Date.now();
    },
    initialData: () => list.dataUpdatedAt,
    initialDataUpdatedAt: () => list.dataUpdatedAt,
    staleTime: EVERY_MS - 1_000,
    refetchInterval: EVERY_MS,
    gcTime: 0,
  });
  const torrents = useMemo(() => flat(pages ?? []), [pages]);
  return { list, torrents, total: pages?.[0]?.total ?? 0, clients: pages?.[0]?.clients ?? {}, isStale: refresh.isError, asOf: list.dataUpdatedAt };
}
