import { memo } from "react";
import { shown } from "@/lib/format";
import { parsed, pieces, toneOf, type Wanted } from "./lines";

export interface RowProps {
  raw: string;
  /** Where a link to this line leads; null where there is none. */
  href: string | null;
  number: number;
  wanted: Wanted;
  onLink?: (number: number) => void;
}

/** One line: number, time, level as a word, who says it, what. */
export const Row = memo(function Row({ raw, href, number, wanted, onLink }: RowProps) {
  const line = parsed(raw);
  const tone = toneOf(line.level);
  return (
    <span className={`logs-line${tone ? ` ${tone}` : ""}`}>
      {href === null
        ? <span className="logs-number">{number}</span>
        : <a className="logs-number" href={href} tabIndex={-1} onClick={() => onLink?.(number)}>{number}</a>}
      {line.time && <time className="logs-time" title={line.day}>{line.time.slice(0, 12)}</time>}
      {line.level && <span className="logs-level">{line.level.toLowerCase()}</span>}
      {line.logger && <span className="logs-logger">{line.logger}</span>}
      <span className={line.level ? "logs-text" : "logs-text more"}><Marked text={shown(line.text.replaceAll("\t", "    "))} wanted={wanted} /></span>
    </span>
  );
});

function Marked({ text, wanted }: { text: string; wanted: Wanted }) {
  const parts = pieces(text, wanted);
  return <>{parts.map((each, index) => (index % 2 === 1 ? <mark key={index}>{each}</mark> : each))}</>;
}
