import { Button } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, useSyncExternalStore } from "react";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Skeletons } from "@/components/ui/Skeletons";
import { texts } from "@/texts";
import type { LogBook } from "./book";
import type { Wanted } from "./lines";
import { lineLink } from "./links";
import { Row } from "./Row";
import { leftOut, MOST_ROWS } from "./segments";

const t = texts.logs;
const ROW_PX = 24;
const WRAPPED_ROW_PX = 48;

interface ViewerProps {
  file: string;
  book: LogBook;
  /** The line to show, null for none. */
  target: number | null;
  wanted: Wanted;
  isFollowing: boolean;
  isWrapped: boolean;
  onPause: () => void;
  onLink: (line: number) => void;
}

export function Viewer(props: ViewerProps) {
  const { book } = props;
  useSyncExternalStore(book.watch, book.snapshot);
  if (!book.isReady && book.error) return <Failure error={book.error} retry={() => void book.open()} />;
  if (!book.isReady) return <div className="logs-view loading"><Skeletons rows={20} height="16px" /></div>;
  if (book.total === 0) return <div className="logs-view"><Empty title={t.empty} /></div>;
  return <Lines key={book.replaced} {...props} />;
}

function Lines({ file, book, target, wanted, isFollowing, isWrapped, onPause, onLink }: ViewerProps) {
  const version = useSyncExternalStore(book.watch, book.snapshot);
  const pane = useRef<HTMLDivElement>(null);
  const before = useRef({ top: 0, height: 0 });
  const [anchor, setAnchor] = useState<number | null>(target);
  const [known, setKnown] = useState(target);
  if (target !== known) {
    setKnown(target);
    setAnchor(target);
  }
  const skipped = leftOut(book.total, isFollowing ? null : anchor);
  const count = Math.min(MOST_ROWS, book.total - skipped);
  const rows = useVirtualizer({ count, getScrollElement: () => pane.current, estimateSize: () => (isWrapped ? WRAPPED_ROW_PX : ROW_PX), overscan: 15 });
  const items = rows.getVirtualItems();
  const first = skipped + (items[0]?.index ?? 0) + 1;
  const last = skipped + (items.at(-1)?.index ?? 0) + 1;

  const isTargetHeld = target !== null && book.line(target) !== undefined;

  useEffect(() => book.look(first, last), [book, first, last, version]);
  useEffect(() => {
    if (isFollowing) rows.scrollToIndex(count - 1, { align: "end" });
  }, [rows, count, isFollowing, isWrapped, version]);
  useEffect(() => {
    // Once at once, and once more when the line is there: a wrapped line is higher than one that is still awaited.
    if (target !== null) rows.scrollToIndex(Math.max(0, target - skipped - 1), { align: "center" });
  }, [rows, target, skipped, isTargetHeld]);
  useEffect(() => rows.measure(), [rows, isWrapped]);

  const scrolled = (element: HTMLDivElement) => {
    const { top, height } = before.current;
    // A person scrolls up; a pane that grows or shrinks does it by itself.
    if (isFollowing && element.scrollHeight === height && element.scrollTop < top - 4) onPause();
    before.current = { top: element.scrollTop, height: element.scrollHeight };
  };
  const later = book.total - skipped - count;
  return (
    <>
      {skipped > 0 && <Beyond text={t.earlier(skipped)} onShow={() => setAnchor(skipped)} />}
      <div ref={pane} className={isWrapped ? "logs-view wrapped" : "logs-view"} role="region" aria-label={t.region(file)} tabIndex={0} onScroll={(event) => scrolled(event.currentTarget)}>
        <div className="logs-rows" style={{ height: rows.getTotalSize() }}>
          {items.map((item) => {
            const number = skipped + item.index + 1;
            const raw = book.line(number);
            return (
              <div key={item.key} ref={isWrapped ? rows.measureElement : undefined} data-index={item.index} className={number === target ? "logs-row target" : "logs-row"} style={{ transform: `translateY(${item.start}px)` }}>
                {raw !== undefined
                  ? <Row raw={raw} number={number} href={lineLink(file, number)} wanted={wanted} onLink={onLink} />
                  : <span className="logs-line"><span className="logs-number">{number}</span><span className="logs-text more">{book.failed(number) ? <>{t.notLoaded} <button type="button" className="logs-retry" onClick={() => book.retry(number)}>{t.retry}</button></> : "…"}</span></span>}
              </div>
            );
          })}
        </div>
      </div>
      {later > 0 && <Beyond text={t.later(later)} onShow={() => setAnchor(skipped + MOST_ROWS)} />}
    </>
  );
}

function Beyond({ text, onShow }: { text: string; onShow: () => void }) {
  return <p className="logs-bar"><span className="quiet">{text}</span><Button variant="default" size="xs" onClick={onShow}>{t.show}</Button></p>;
}
