import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useLive } from "@/api/live/store";
import { useRefreshes } from "@/api/preferences";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { useAddress } from "@/lib/address";
import { shown } from "@/lib/format";
import { sortedAnew, sortText } from "@/lib/sorting";
import { texts } from "@/texts";
import { itemsQuery, type ItemPage } from "./api/items";
import { useStandings } from "./api/searching";
import { Cards } from "./Cards";
import { ItemDrawer } from "./drawer/ItemDrawer";
import { ItemTable } from "./ItemTable";
import type { Kind } from "./kinds";
import { useListed, useLooks } from "./looks";
import { keyOf, whichOf, type Item } from "./model";
import { Paging } from "./Paging";
import { NothingThere, Remarks, Unconfigured, useProgress } from "./Remarks";
import { stateOf } from "./states";
import { Tiles } from "./Tiles";
import { Toolbar } from "./Toolbar";
import { TileSkeletons } from "./TileSkeletons";
import { filtersOf, wantedOf } from "./wanted";
import "./catalog.css";

export type { Kind } from "./kinds";

const words = texts.catalog;
const NO_ITEMS: readonly Item[] = [];
const REFRESH_MS = 15_000;

export function CatalogPage({ kind }: { kind: Kind }) {
  const [search, setSearch] = useAddress();
  const status = useLive("status");
  const [listed, group] = useListed(kind, search, status?.webui);
  const wanted = useMemo(() => wantedOf(listed, search), [listed, search]);
  const arrs = useMemo(() => (status?.arrs ?? []).filter((arr) => arr.type === kind), [status, kind]);
  const chosen = arrs.find((arr) => arr.name === wanted.filters.instance) ?? (arrs.length === 1 ? arrs[0] : undefined);
  const source = chosen ? { category: chosen.category, instance: chosen.name } : null;
  const refreshes = useRefreshes();
  const isUnconfigured = status !== undefined && arrs.length === 0;
  const page = useQuery({ ...itemsQuery(listed, source, wanted, refreshes ? REFRESH_MS : false), enabled: !isUnconfigured });
  const isPhone = useMediaQuery("(max-width: 719px)", undefined, { getInitialValueInEffect: false });
  const isMixed = arrs.length > 1 && !chosen;
  const looks = useLooks(listed, search, isMixed, (what) => setSearch(what, { replace: true }));
  const items = page.data?.items ?? NO_ITEMS;
  const standings = useStandings(items);
  const progress = useProgress(arrs);
  const openKey = search["item"];
  const which = whichOf(openKey);
  const rows = items.map((item) => ({ key: keyOf(item), item, state: stateOf(item, standings.get(`${item.instance}/${item.id}`)) }));
  const openIndex = rows.findIndex((row) => row.key === openKey);
  const owner = arrs.find((arr) => arr.category === which?.category);
  const change = (what: Record<string, string | null>) => setSearch({ page: null, ...what }, { replace: true });
  const open = (key: string) => setSearch({ item: key }, { replace: openKey !== undefined });
  const move = (step: 1 | -1) => { const row = rows[openIndex + step]; if (row) open(row.key); };
  const close = () => {
    setSearch({ item: null });
    document.querySelector<HTMLElement>(`[data-item="${CSS.escape(openKey ?? "")}"]`)?.focus();
  };
  const listing = { kind, listed, rows, openKey, isMixed, onOpen: open };
  const list = isPhone && looks.view === "list" ? <Cards {...listing} /> : looks.view === "list"
    ? <ItemTable {...listing} columns={looks.columns} wanted={wanted} onSort={(by, also) => change(sortText(sortedAnew(wanted.sorting, by, false, also)))} />
    : <Tiles {...listing} />; // prettier-ignore
  if (isUnconfigured) return <Page name={texts.nav[kind]} sentence={texts.nav[kind]}><Unconfigured name={texts.nav[kind]} /></Page>;
  return (
    <Page name={texts.nav[kind]} sentence={sentence(kind, page.data, filtersOf(wanted).length > 0)}>
      <div className="catalog-body">
        <div className="catalog-main">
          <Toolbar kind={kind} listed={listed} wanted={wanted} instances={arrs.map((arr) => arr.name)} isPhone={isPhone ?? false} looks={looks} onGroup={(isFlat) => change(group(isFlat))} onChange={change} />
          <Remarks arrs={arrs} progress={progress} />
          {page.data === undefined ? (page.isError ? <Failure error={page.error} retry={() => void page.refetch()} /> : <TileSkeletons />)
            : items.length === 0 ? <NothingThere wanted={wanted} isReading={progress.length > 0} onChange={change} />
            : <>{list}<Paging wanted={wanted} total={page.data.total} onPage={(number) => { setSearch({ page: number === 0 ? null : number + 1 }); }} /></>}
        </div>
        {which && owner && (
          <ItemDrawer kind={kind} source={{ category: owner.category, instance: owner.name }} which={which} known={rows[openIndex]?.item} onClose={close} onWhole={() => open(`${which.category}/${which.id}`)}
            {...(openIndex >= 0 ? { onMove: move } : {})} />
        )}
      </div>
    </Page>
  );
}

function sentence(kind: Kind, page: ItemPage | undefined, isFiltered: boolean): string {
  const name = texts.nav[kind];
  if (!page) return name;
  if (isFiltered) return words.sentence.filtered(name, page.total);
  const { missing, monitored } = page.counts;
  return missing > 0 ? words.sentence[kind](shown(name), missing, monitored) : words.sentence.complete(name, page.total);
}
