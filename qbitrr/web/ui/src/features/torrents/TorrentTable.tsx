import { useElementSize, useMediaQuery } from "@mantine/hooks";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Speed } from "@/api/details";
import { keyOf, type Torrent, type TorrentsWanted } from "@/api/torrents";
import { ariaSort, SortButton } from "@/components/listing/SortButton";
import { useDensity } from "@/lib/density";
import { texts } from "@/texts";
import { fitting } from "./fitting";
import { rowId, TorrentRow } from "./TorrentRow";
import type { Column } from "./columns";
import type { Remark } from "@/components/torrent/remarks";
import type { Selection } from "./useSelection";

const BOX = 36;
const PADDING = 24;
const GAP = 12;
const CARD = 84;

interface TableProps {
  torrents: readonly Torrent[];
  total: number;
  columns: readonly Column[];
  wanted: TorrentsWanted;
  remarks: ReadonlyMap<string, Remark>;
  speeds: ReadonlyMap<string, Speed>;
  selection: Selection;
  openKey: string | undefined;
  isCards: boolean;
  onOpen: (index: number) => void;
  onSort: (by: string, also: boolean) => void;
  onShown: (first: number, last: number) => void;
  onEnd: () => void;
}

export function TorrentTable({ torrents, total, columns, wanted, remarks, speeds, selection, openKey, isCards, onOpen, onSort, onShown, onEnd }: TableProps) {
  const pane = useRef<HTMLDivElement>(null);
  const { ref: sized, width } = useElementSize<HTMLDivElement>();
  const height = useRowHeight(isCards);
  const [active, setActive] = useState(0);
  const shownColumns = useMemo(() => fitting(columns.map((each) => ({ ...each, width: each.width + GAP })), Math.max(0, width - BOX - PADDING)), [columns, width]);
  const template = `${BOX}px ${shownColumns.map((column, index) => (index === 0 ? "minmax(0, 1fr)" : `${column.width - GAP}px`)).join(" ")}`;
  const virtual = useVirtualizer({ count: torrents.length, getScrollElement: () => pane.current, estimateSize: () => height, overscan: 8, useFlushSync: false });
  useEffect(() => virtual.measure(), [height, virtual]);
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    onShown(first, last);
    if (last >= torrents.length - 60) onEnd();
  }, [first, last, torrents.length, onShown, onEnd]);
  const openIndex = openKey ? torrents.findIndex((each) => keyOf(each) === openKey) : -1;
  useEffect(() => {
    if (openIndex >= 0) {
      setActive(openIndex);
      virtual.scrollToIndex(openIndex, { align: "auto" });
    }
  }, [openIndex, virtual]);
  const opening = useRef(onOpen);
  useEffect(() => {
    opening.current = onOpen;
  }, [onOpen]);
  const open = useCallback((index: number) => {
    setActive(index);
    opening.current(index);
  }, []);
  const go = (index: number) => {
    const to = Math.max(0, Math.min(torrents.length - 1, index));
    setActive(to);
    virtual.scrollToIndex(to, { align: "auto" });
    if (openKey) onOpen(to);
  };
  const keys: Record<string, () => void> = {
    ArrowDown: () => go(active + 1), ArrowUp: () => go(active - 1), Home: () => go(0), End: () => go(torrents.length - 1),
    PageDown: () => go(active + Math.floor(items.length / 2)), PageUp: () => go(active - Math.floor(items.length / 2)),
    Enter: () => onOpen(active), " ": () => selection.toggle(active, false),
  }; // prettier-ignore
  const current = torrents[active];
  return (
    <div ref={sized} className="torrents-table">
      <div ref={pane} className="torrents-pane" role="grid" tabIndex={0} aria-label={texts.torrents.table} aria-rowcount={total + 1} aria-multiselectable
        aria-activedescendant={current && active >= first && active <= last ? rowId(current) : undefined}
        onKeyDown={(event) => {
          const what = event.target === event.currentTarget ? keys[event.key] : undefined;
          if (!what || event.ctrlKey || event.metaKey || event.altKey) return;
          event.preventDefault();
          what();
        }}>
        {!isCards && <Head columns={shownColumns} template={template} wanted={wanted} selection={selection} onSort={onSort} />}
        <div role="rowgroup" className="torrents-rows" style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => {
            const torrent = torrents[item.index];
            if (!torrent) return null;
            const key = keyOf(torrent);
            return (
              <TorrentRow key={key} torrent={torrent} index={item.index} top={item.start} height={item.size} columns={shownColumns} template={template} remark={remarks.get(key)} speed={speeds.get(key)}
                isSelected={selection.has(key)} isOpen={key === openKey} isActive={item.index === active} isCard={isCards} onOpen={open} onSelect={selection.toggle} />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function Head({ columns, template, wanted, selection, onSort }: Pick<TableProps, "columns" | "wanted" | "selection" | "onSort"> & { template: string }) {
  return (
    <div role="row" aria-rowindex={1} className="torrents-head" style={{ gridTemplateColumns: template }}>
      <span role="columnheader" className="torrents-box">
        <input type="checkbox" checked={selection.isAll} aria-label={texts.torrents.selectAll} onChange={selection.toggleAll} />
      </span>
      {columns.map(({ id, sort, isNumber }) => {
        const name = texts.torrents.column[id];
        return (
          <span key={id} role="columnheader" className={isNumber ? "torrents-cell number" : "torrents-cell"} aria-sort={ariaSort(wanted.sorting, sort)}>
            {sort ? <SortButton by={sort} name={name} sorting={wanted.sorting} onSort={onSort} /> : name}
          </span>
        );
      })}
    </div>
  );
}

function useRowHeight(isCards: boolean): number {
  const isCoarse = useMediaQuery("(pointer: coarse)") ?? false;
  const density = useDensity();
  if (isCards) return CARD;
  if (isCoarse) return 48;
  return density === "compact" ? 30 : 40;
}
