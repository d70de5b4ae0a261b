import { memo } from "react";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { hashes, parsed, pieces, toneOf } from "./model/lines";
import type { LogRecord } from "./reading/source";

const t = texts.logs;
/** What is longer is no text for people, and would keep the browser busy. */
const MOST_SHOWN = 4000;

interface Highlighted {
  text: string;
  isPattern: boolean;
}

export interface RowProps {
  record: LogRecord;
  wanted: Highlighted;
  isOpen: boolean;
  /** Whether the file is named with each, because there are several. */
  isNamed: boolean;
  href: string;
  onFold: (record: LogRecord) => void;
  onLink: (record: LogRecord) => void;
  onLogger: (logger: string) => void;
}

/** One record: time, level as a word, who says it, what; the lines below it are folded. */
export const Row = memo(function Row({ record, wanted, isOpen, isNamed, href, onFold, onLink, onLogger }: RowProps) {
  const [first = "", ...more] = record.lines;
  const line = parsed(first);
  const tone = toneOf(line.level);
  const said = (text: string) => (
    <>
      <Said text={shown(text.slice(0, MOST_SHOWN).replaceAll("\t", "    "))} wanted={wanted} />
      {text.length > MOST_SHOWN && <span className="quiet"> {t.cut(text.length - MOST_SHOWN)}</span>}
    </>
  );
  return (
    <div className={`logs-line${tone ? ` ${tone}` : ""}`}>
      {line.time && <a className="logs-time" href={href} title={`${line.day} ${line.time} · ${t.copyLink}`} onClick={() => onLink(record)}>{line.time.slice(0, 12)}</a>}
      {isNamed && <a className="logs-file" href={href} title={t.inContext}>{record.file.replace(/\.log(?=\.|$)/, "")}</a>}
      {line.level && <span className="logs-level">{line.level.toLowerCase()}</span>}
      {line.logger && <button type="button" className="logs-logger" title={t.onlyLogger(line.logger)} onClick={() => onLogger(line.logger)}>{line.logger}</button>}
      <div className={line.level ? "logs-text" : "logs-text more"}>
        {said(line.text)}
        {more.length > 0 && <button type="button" className="logs-fold" aria-expanded={isOpen} onClick={() => onFold(record)}>{isOpen ? t.fold : t.unfold(more.length)}</button>}
        {isOpen && more.length > 0 && <pre className="logs-more">{said(more.join("\n").replace(/^ {4}/gm, ""))}</pre>}
      </div>
    </div>
  );
});

function Said({ text, wanted }: { text: string; wanted: Highlighted }) {
  return <>{pieces(text, wanted).map((each, index) => (index % 2 === 1 ? <mark key={index}>{each}</mark> : <Linked key={index} text={each} />))}</>;
}

function Linked({ text }: { text: string }) {
  return <>{hashes(text).map((each, index) => (index % 2 === 1 ? <a key={index} href={`#/torrents?q=${each.toLowerCase()}`}>{each}</a> : each))}</>;
}
