import { Button } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { StoryRow } from "@/components/journal/StoryRow";
import { storiesOf } from "@/components/journal/stories";
import { Failure } from "@/components/ui/Failure";
import { useAddress } from "@/lib/address";
import { useNow } from "@/lib/clock";
import { dayKey, dayName } from "@/lib/format";
import { texts } from "@/texts";
import { rowsOf, type Row } from "./rows";
import type { useEntries } from "./useEntries";

const words = texts.activity;

/** Only the rows in sight are drawn, whatever was loaded; further pages come as one nears the end. */
export function Entries({ source: { query, entries, newer, isMore, showNewer } }: { source: ReturnType<typeof useEntries> }) {
  const [search, change] = useAddress();
  const open = Number(search["open"]);
  const toggle = (id: number) => change({ open: open === id ? null : id }, { replace: true });
  const rows = useMemo(() => rowsOf(storiesOf(entries), query.hasNextPage), [entries, query.hasNextPage]);
  const list = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const hasNewer = newer > 0;
  useEffect(() => setMargin(list.current?.offsetTop ?? 0), [hasNewer]);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => document.getElementById("content"),
    estimateSize: (index) => (rows[index]?.kind === "day" ? 40 : 58),
    getItemKey: (index) => rows[index]?.key ?? index,
    scrollMargin: margin,
    overscan: 8,
  });
  const shown = virtual.getVirtualItems();
  const last = shown.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (last >= rows.length - 6 && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  return (
    <section className="card flush" aria-label={words.entries}>
      <div aria-live="polite">
        {hasNewer && <div className="activity-new"><span>{words.newer(newer, isMore)}</span><Button variant="default" size="compact-sm" onClick={showNewer}>{texts.common.show}</Button></div>}
      </div>
      <div ref={list} className="activity-list" style={{ height: virtual.getTotalSize() }}>
        {shown.map((item) => {
          const row = rows[item.index];
          return row && (
            <div key={item.key} data-index={item.index} ref={virtual.measureElement} className="activity-row" style={{ transform: `translateY(${item.start - margin}px)` }}>
              <Drawn row={row} open={open} onToggle={toggle} />
            </div>
          );
        })}
      </div>
      {isFetchNextPageError && <div className="activity-end"><Failure error={query.error} retry={() => void fetchNextPage()} /></div>}
      {isFetchingNextPage && <p className="activity-end quiet" role="status">{texts.common.loading}</p>}
      {!hasNextPage && entries.length > 0 && <p className="activity-end quiet">{words.end}</p>}
    </section>
  );
}

function Drawn({ row, open, onToggle }: { row: Row; open: number; onToggle: (id: number) => void }) {
  if (row.kind === "day") return <Day at={row.at} acts={row.acts} />;
  return <StoryRow story={row.story} clock isOpen={row.story.entries.some((each) => each.id === open)} onToggle={onToggle} />;
}

function Day({ at, acts }: { at: number; acts: number | null }) {
  const isToday = dayKey(at) === dayKey(useNow());
  return <h2 className="activity-day"><span>{isToday ? words.today(dayName(at)) : dayName(at)}</span>{acts !== null && <span className="quiet">{words.acts(acts)}</span>}</h2>;
}
