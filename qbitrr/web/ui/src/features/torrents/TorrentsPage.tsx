import { useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { keyOf, whichOf } from "@/api/torrents";
import { ordered } from "@/components/listing/columns";
import { TorrentDrawer } from "@/components/torrent/TorrentDrawer";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { useAddress } from "@/lib/address";
import { sortedAnew, sortText } from "@/lib/sorting";
import { texts } from "@/texts";
import { COLUMNS, DELIVERED, SPEEDS } from "./columns";
import { BulkBar } from "./BulkBar";
import { FacetPanel } from "./FacetPanel";
import { facetsQuery } from "@/api/facets";
import { useRemarks } from "@/components/torrent/remarks";
import { AwayClients, StatusBar } from "./StatusBar";
import { Toolbar } from "./Toolbar";
import { NothingThere } from "./NothingThere";
import { TorrentTable } from "./TorrentTable";
import { useSelection } from "./useSelection";
import { useSpeeds } from "@/components/torrent/useSpeeds";
import { useTorrentList } from "./useTorrentList";
import { filtersOf, wantedOf, type Facet } from "./wanted";
import "./torrents.css";

const words = texts.torrents;
const TOP = [0, 0] as const;
/** The page hears of scrolling in such steps; between them only the table is drawn. */
const STEP = 100;

export function TorrentsPage() {
  const [search, setSearch] = useAddress();
  const wanted = useMemo(() => wantedOf(search), [search]);
  const [shown, setShown] = useState<readonly [number, number]>(TOP);
  const { list, torrents, total, clients, isStale, asOf } = useTorrentList(wanted, shown);
  const facets = useQuery(facetsQuery(wanted));
  const remarks = useRemarks();
  const selection = useSelection(torrents);
  const isPhone = useMediaQuery("(max-width: 719px)", undefined, { getInitialValueInEffect: false });
  const isWide = useMediaQuery("(min-width: 1024px)", undefined, { getInitialValueInEffect: false });
  const [isFolded, setFolded] = useLocalStorage({ key: "qbitrr.torrents.facets", defaultValue: false });
  const [chosen, setChosen] = useLocalStorage<string[]>({ key: "qbitrr.torrents.columns", defaultValue: [...DELIVERED] });
  const columns = useMemo(() => ordered(COLUMNS, chosen), [chosen]);
  const speeds = useSpeeds(torrents, shown, isPhone || columns.some((each) => SPEEDS.includes(each.id)));
  const openKey = search["torrent"];
  const which = whichOf(openKey);
  const openIndex = openKey ? torrents.findIndex((each) => keyOf(each) === openKey) : -1;
  const open = (index: number) => {
    const torrent = torrents[index];
    if (torrent) setSearch({ torrent: keyOf(torrent) }, { replace: openKey !== undefined });
  };
  const sort = (by: string, also: boolean) => setSearch(sortText(sortedAnew(wanted.sorting, by, true, also)), { replace: true });
  const choose = (facet: Facet, value: string | null) => setSearch({ [facet]: value }, { replace: true });
  const report = useCallback((first: number, last: number) => {
    const [from, to] = [Math.floor(first / STEP) * STEP, Math.floor(last / STEP) * STEP];
    setShown((now) => (now[0] === from && now[1] === to ? now : [from, to]));
  }, []);
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = list;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);
  const panel = facets.data && <FacetPanel facets={facets.data} chosen={wanted} onChoose={choose} />;
  const filters = filtersOf(wanted);
  return (
    <Page name={words.title} sentence={list.data ? words.sentence(total, filters.length > 0) : words.title}>
      <Toolbar search={search} wanted={wanted} panel={isWide ? null : panel} isFolded={isFolded} onFold={isWide && panel ? () => setFolded(!isFolded) : undefined} isCards={isPhone} chosen={columns.map((each) => each.id)}
        onChosen={setChosen} onSearch={setSearch} />
      <AwayClients clients={clients} />
      <div className="torrents-body">
        {isWide && !isFolded && panel && <aside className="torrents-side" aria-label={words.facets}>{panel}</aside>}
        <div className="torrents-main">
          {list.data === undefined ? (
            list.isError ? <Failure error={list.error} retry={() => void list.refetch()} /> : <div className="torrents-wait"><Skeletons rows={12} /></div>
          ) : torrents.length === 0 ? <NothingThere filters={filters} onSearch={setSearch} /> : (
            <TorrentTable torrents={torrents} total={total} columns={columns} wanted={wanted} remarks={remarks} speeds={speeds} selection={selection} openKey={openKey} isCards={isPhone}
              onOpen={open} onSort={sort} onShown={report} onEnd={more} />
          )}
          <BulkBar torrents={torrents} selection={selection} />
        </div>
        {which && (
          <TorrentDrawer key="drawer" which={which} known={torrents[openIndex]} onClose={() => setSearch({ torrent: null, tab: null })}
            {...(openIndex >= 0 ? { onMove: (step: 1 | -1) => open(openIndex + step) } : {})} />
        )}
      </div>
      <StatusBar loaded={torrents.length} total={total} asOf={asOf} isStale={isStale} />
    </Page>
  );
}
