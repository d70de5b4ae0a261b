import { Button } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useRef, useState, useSyncExternalStore, type ReactNode } from "react";
import { Failure } from "@/components/ui/Failure";
import { Skeletons } from "@/components/ui/Skeletons";
import { texts } from "@/texts";
import { lineLink } from "./model/links";
import { pieces } from "./model/lines";
import { Row } from "./Row";
import type { Direction, LogRecord, Source } from "./reading/source";

const t = texts.logs;
const ROW_PX = 24;
const MORE_PX = 18;
const WRAPPED_ROW_PX = 48;
/** So near to an end more is read. */
const NEAR_ROWS = 60;

interface ViewerProps {
  source: Source;
  label: string;
  /** Where the record to show begins. */
  target: { file: string; byte: number } | null;
  wanted: { text: string; isPattern: boolean };
  isFollowing: boolean;
  isWrapped: boolean;
  isNamed: boolean;
  /** What is shown where there is nothing. */
  empty: ReactNode;
  onPause: () => void;
  onLink: (record: LogRecord) => void;
  onLogger: (logger: string) => void;
  /** The first record in view, when that changes. */
  onPlace?: (record: LogRecord) => void;
}

export function Viewer(props: ViewerProps) {
  const { source } = props;
  useSyncExternalStore(source.watch, source.snapshot);
  if (!source.isReady && source.error) return <Failure error={source.error} retry={() => void source.open()} />;
  if (!source.isReady) return <div className="logs-view loading"><Skeletons rows={20} height="16px" /></div>;
  if (source.records.length === 0) return <div className="logs-view">{props.empty}</div>;
  return <Records key={source.replaced} {...props} />;
}

const keyOf = (record: LogRecord | undefined): string => (record ? `${record.file}:${record.byte}` : "");

function Records({ source, label, target, wanted, isFollowing, isWrapped, isNamed, onPause, onLink, onLogger, onPlace }: ViewerProps) {
  const version = useSyncExternalStore(source.watch, source.snapshot);
  const { records } = source;
  const pane = useRef<HTMLDivElement>(null);
  const before = useRef({ top: 0, height: 0 });
  const anchor = useRef<{ key: string; offset: number } | null>(null);
  const [folds, setFolds] = useState<ReadonlySet<string>>(new Set());
  const isOpen = useCallback((record: LogRecord) => folds.has(keyOf(record)) !== (wanted.text !== "" && pieces(record.lines.slice(1).join("\n"), wanted).length > 1), [folds, wanted]);
  const fold = useCallback((record: LogRecord) => {
    const key = keyOf(record);
    setFolds((now) => new Set(now.has(key) ? [...now].filter((each) => each !== key) : [...now, key]));
  }, []);
  const height = (record: LogRecord | undefined) => (isWrapped ? WRAPPED_ROW_PX : ROW_PX) + (record && record.lines.length > 1 && isOpen(record) ? MORE_PX * (record.lines.length - 1) : 0);
  const rows = useVirtualizer({
    count: records.length, getScrollElement: () => pane.current, estimateSize: (index) => height(records[index]), getItemKey: (index) => keyOf(records[index]), overscan: 15,
  }); // prettier-ignore
  const items = rows.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const targetIndex = target ? indexOf(records, target) : -1;
  const targetKey = targetIndex >= 0 ? keyOf(records[targetIndex]) : "";

  useEffect(() => {
    if (!source.isEager) return;
    if (first < NEAR_ROWS && source.records.length > 0) void source.more("earlier");
    else if (last > records.length - NEAR_ROWS) void source.more("later");
  }, [source, first, last, records.length, version]);
  useLayoutEffect(() => {
    if (isFollowing) rows.scrollToIndex(records.length - 1, { align: "end" });
  }, [rows, records, isFollowing, isWrapped]);
  useLayoutEffect(() => {
    // What was read before the view must not push it away.
    const held = anchor.current;
    const element = pane.current;
    if (isFollowing || !held || !element) return;
    const index = records.findIndex((each) => keyOf(each) === held.key);
    const place = rows.measurementsCache[index];
    if (place) element.scrollTop = place.start + held.offset;
  }, [rows, records, isFollowing]);
  useEffect(() => {
    if (targetKey) rows.scrollToIndex(indexOfKey(source.records, targetKey), { align: "center" });
  }, [rows, source, targetKey]);
  useEffect(() => rows.measure(), [rows, isWrapped]);
  const top = records[rows.range?.startIndex ?? first];
  useEffect(() => {
    if (top) onPlace?.(top);
  }, [top, onPlace]);

  const scrolled = (element: HTMLDivElement) => {
    const { top: was, height: tall } = before.current;
    // A person scrolls up; a pane that grows or shrinks does it by itself.
    if (isFollowing && element.scrollHeight === tall && element.scrollTop < was - 4) onPause();
    before.current = { top: element.scrollTop, height: element.scrollHeight };
    const held = rows.getVirtualItems().find((each) => each.end > element.scrollTop);
    anchor.current = held ? { key: String(held.key), offset: element.scrollTop - held.start } : null;
  };
  return (
    <div ref={pane} className={isWrapped ? "logs-view wrapped" : "logs-view"} role="region" aria-label={label} aria-busy={source.reading !== null} tabIndex={0} onScroll={(event) => scrolled(event.currentTarget)}>
      {source.failed && <NotRead direction={source.failed} onRetry={() => void source.more(source.failed ?? "earlier", true)} />}
      <div className="logs-rows" style={{ height: rows.getTotalSize() }}>
        {items.map((item) => {
          const record = records[item.index];
          return record && (
            <div key={item.key} ref={rows.measureElement} data-index={item.index} className={keyOf(record) === targetKey ? "logs-row target" : "logs-row"} style={{ transform: `translateY(${item.start}px)` }}>
              <Row record={record} wanted={wanted} isOpen={record.lines.length > 1 && isOpen(record)} isNamed={isNamed} href={lineLink(record.file, record.byte)} onFold={fold} onLink={onLink} onLogger={onLogger} />
            </div>
          );
        })}
      </div>
    </div>
  );
}

function NotRead({ direction, onRetry }: { direction: Direction; onRetry: () => void }) {
  return <p className="logs-failed" role="alert">{direction === "earlier" ? t.earlierFailed : t.laterFailed} <Button variant="default" size="xs" onClick={onRetry}>{t.retry}</Button></p>;
}

const indexOfKey = (records: readonly LogRecord[], key: string): number => records.findIndex((each) => keyOf(each) === key);

/** The record that holds a byte: the last that begins there or before. */
function indexOf(records: readonly LogRecord[], { file, byte }: { file: string; byte: number }): number {
  const found = records.findLastIndex((each) => each.file === file && each.byte <= byte);
  return found === records.length - 1 && found >= 0 && records[found]?.byte !== byte ? -1 : found;
}
