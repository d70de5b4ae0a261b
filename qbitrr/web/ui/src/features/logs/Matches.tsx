import { Button } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import { Empty } from "@/components/ui/Empty";
import { texts } from "@/texts";
import type { Match, Matches as Found } from "./api";
import type { Wanted } from "./lines";
import { Row } from "./Row";

const t = texts.logs;
const NONE: Wanted = { text: "", isPattern: false, level: "all" };

/** The lines that were found, each with its neighbours and a way to where it stands. */
export function Matches({ found, wanted, onOpen, onClear }: { found: Found; wanted: Wanted; onOpen: (index: number) => void; onClear: () => void }) {
  const pane = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({ count: found.matches.length, getScrollElement: () => pane.current, estimateSize: () => 84, overscan: 8 });
  const clear = <Button variant="default" size="xs" onClick={onClear}>{texts.common.clearFilters}</Button>;
  if (found.matches.length === 0) return <div className="logs-view"><Empty title={wanted.text ? t.none(`“${wanted.text}”`) : t.noneLevel} action={clear} /></div>;
  return (
    <>
      <div className="logs-bar">
        <span role="status">{t.matches(found.matches.length, found.files_searched.length)}{found.truncated && `. ${t.truncated}`}</span>
        {clear}
      </div>
      <div ref={pane} className="logs-view wrapped" role="region" aria-label={t.matches(found.matches.length, found.files_searched.length)} tabIndex={0}>
        <div className="logs-rows" style={{ height: rows.getTotalSize() }}>
          {rows.getVirtualItems().map((item) => {
            const match = found.matches[item.index];
            return match && (
              <div key={item.key} ref={rows.measureElement} data-index={item.index} className="logs-row match" style={{ transform: `translateY(${item.start}px)` }}>
                <OneMatch match={match} wanted={wanted} isMany={found.files_searched.length > 1} onOpen={() => onOpen(item.index)} />
              </div>
            );
          })}
        </div>
      </div>
    </>
  );
}

function OneMatch({ match, wanted, isMany, onOpen }: { match: Match; wanted: Wanted; isMany: boolean; onOpen: () => void }) {
  const around = (text: string, number: number) => <div key={number} className="logs-around"><Row raw={text} number={number} href={null} wanted={NONE} /></div>;
  return (
    <div className="logs-match">
      <div className="logs-match-lines">
        {match.context_before.map((each, index) => around(each, match.line - match.context_before.length + index))}
        <Row raw={match.text} number={match.line} href={null} wanted={wanted} />
        {match.context_after.map((each, index) => around(each, match.line + 1 + index))}
      </div>
      <div className="logs-match-side">
        {isMany && <span className="quiet">{match.file}</span>}
        <Button variant="default" size="xs" aria-label={`${t.inContext}: ${t.line(match.line)}`} onClick={onOpen}>{t.inContext}</Button>
      </div>
    </div>
  );
}
