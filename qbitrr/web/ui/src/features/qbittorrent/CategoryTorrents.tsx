import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Speed } from "@/api/details";
import { STANDS_STILL } from "@/api/live/store";
import { useRefreshes } from "@/api/preferences";
import { fetchTorrents, keyOf, type Torrent, type TorrentsWanted } from "@/api/torrents";
import { useRemarks, type Remark } from "@/components/torrent/remarks";
import { StateCell } from "@/components/torrent/StateCell";
import { useClientFigures } from "@/components/torrent/useSpeeds";
import { Bar } from "@/components/ui/Bar";
import { CutName } from "@/components/ui/CutName";
import { Failure } from "@/components/ui/Failure";
import { Bytes } from "@/components/ui/Numbers";
import { Skeletons } from "@/components/ui/Skeletons";
import { Time } from "@/components/ui/Time";
import { writeSearch } from "@/lib/address";
import { duration, NONE, number, percent, ratio, shown } from "@/lib/format";
import { torrentMood } from "@/lib/states";
import { texts } from "@/texts";
import { torrentsAddress } from "./policy";

const words = texts.qbittorrent;
const PAGE = 50;
const EVERY_MS = 5_000;

interface CategoryTorrentsProps {
  category: string;
  /** The section of the client it is in; undefined: it is in several. */
  section: string | undefined;
  /** A part of the names wanted, empty for all. */
  text: string;
}

/** What is in a category now, the newest first; more when asked for. */
export function CategoryTorrents({ category, section, text }: CategoryTorrentsProps) {
  const refreshes = useRefreshes();
  const wanted: TorrentsWanted = { q: text, category, instance: section ?? "", state: "", tag: "", tracker: "", sorting: [{ by: "added", falls: true }] };
  const list = useInfiniteQuery({
    queryKey: ["torrents", "of", wanted],
    queryFn: ({ pageParam, signal }) => fetchTorrents(wanted, pageParam, PAGE, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.cursor,
    gcTime: 0,
    ...(refreshes ? { refetchInterval: EVERY_MS } : STANDS_STILL),
  });
  const torrents = useMemo(() => list.data?.pages.flatMap((page) => page.torrents) ?? [], [list.data]);
  const figures = useClientFigures(torrents);
  const remarks = useRemarks();
  if (list.data === undefined) return list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : <Skeletons rows={3} height="56px" />;
  const total = list.data.pages.at(-1)?.total ?? 0;
  return (
    <>
      {torrents.length === 0 && <p className="quiet">{text ? texts.common.noneFiltered : words.noTorrents}</p>}
      <ul className="qbit-torrents" aria-label={words.torrentsOf(shown(category))}>
        {torrents.map((each) => <One key={keyOf(each)} torrent={each} figures={figures.get(keyOf(each))} remark={remarks.get(keyOf(each))} />)}
      </ul>
      {list.isFetchNextPageError && <Failure error={list.error} retry={() => void list.fetchNextPage()} />}
      {list.hasNextPage && (
        <p className="qbit-rest">
          <span className="quiet">{words.shownOf(torrents.length, total)}</span>
          <Button variant="default" size="compact-sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{words.showMore}</Button>
          <a href={torrentsAddress(category, section)}>{words.allTorrents}</a>
        </p>
      )}
    </>
  );
}

function One({ torrent, figures, remark }: { torrent: Torrent; figures: Speed | undefined; remark: Remark | undefined }) {
  const isWhole = torrent.progress >= 1;
  const of = (connected: number | undefined, known: number | null | undefined) => (connected === undefined ? NONE : `${number(connected)} / ${known === null || known === undefined ? NONE : number(known)}`);
  const facts: [string, React.ReactNode][] = [
    [words.fact.size, torrent.sizeBytes > 0 ? <Bytes size={torrent.sizeBytes} /> : NONE],
    [words.fact.down, figures && !isWhole ? <Bytes size={figures.down} perSecond /> : NONE],
    [words.fact.up, figures ? <Bytes size={figures.up} perSecond /> : NONE],
    [words.fact.downloaded, <Bytes size={torrent.downloadedBytes} />],
    [words.fact.uploaded, <Bytes size={figures?.uploadedBytes} />],
    isWhole ? [words.fact.seedingTime, torrent.seedingTimeSeconds > 0 ? duration(torrent.seedingTimeSeconds) : NONE] : [words.fact.eta, torrent.etaSeconds === null ? "∞" : duration(torrent.etaSeconds)],
    [words.fact.seeds, of(figures?.seeds, figures?.seedsKnown)],
    [words.fact.peers, of(figures?.peers, figures?.peersKnown)],
    [words.fact.ratio, ratio(torrent.ratio)],
    [words.fact.availability, torrent.availability === null ? NONE : number(torrent.availability, 2)],
    [words.fact.added, <Time iso={torrent.addedAt} />],
  ];
  return (
    <li className={`qbit-torrent mood-${torrentMood(torrent.state, torrent.quarantined)}`}>
      <div className="qbit-torrent-head">
        <a href={`#/torrents${writeSearch({ torrent: keyOf(torrent) })}`}><CutName text={torrent.name} /></a>
        <StateCell torrent={torrent} remark={remark} />
        {!isWhole && <span className="qbit-torrent-done"><Bar part={torrent.progress} mood="work" label={words.done(percent(torrent.progress))} /></span>}
        <span className="number">{percent(torrent.progress)}</span>
      </div>
      <dl>{facts.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      {torrent.tags.length > 0 && <p className="qbit-tags"><span>{words.tags}</span>{torrent.tags.map((tag) => <a key={tag} href={`#/torrents${writeSearch({ tag })}`}>{shown(tag)}</a>)}</p>}
    </li>
  );
}
