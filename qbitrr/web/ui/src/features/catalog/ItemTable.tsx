import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { Bar } from "@/components/ui/Bar";
import { number, shown } from "@/lib/format";
import { texts } from "@/texts";
import { FACTS } from "./kinds";
import type { Listing } from "./listing";
import type { Counts } from "./model";
import { StateLine } from "./StateLine";
import type { Wanted } from "./wanted";

const words = texts.catalog;

interface TableProps extends Listing {
  wanted: Wanted;
  onSort: (by: string) => void;
}

export function ItemTable({ kind, rows, openKey, isMixed, onOpen, wanted, onSort }: TableProps) {
  const isFilms = kind === "radarr";
  const head = (by: string, label: string) => <Head by={by} label={label} canSort={FACTS[kind].sorts.includes(by)} wanted={wanted} onSort={onSort} />;
  return (
    <div className="catalog-box">
      <table className="catalog-table">
        <caption className="visually-hidden">{words.caption[kind]}</caption>
        <thead>
          <tr>
            {head("title", words.columns.title)}
            {isFilms ? head("year", words.columns.year) : <th scope="col">{words.columns.parts[kind]}</th>}
            {kind === "lidarr" && <th scope="col">{words.columns.tracks}</th>}
            {head(isFilms ? "reason" : "state", words.columns.state)}
            {head("monitored", words.columns.monitored)}
            <th scope="col">{words.columns.profile}</th>
            {isMixed && <th scope="col">{texts.common.instance}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, item, state }) => (
            <tr key={key} className={key === openKey ? "open" : ""} onClick={() => onOpen(key)}>
              <th scope="row">
                <button type="button" className="catalog-link" data-item={key} aria-haspopup="dialog" title={shown(item.title)} onClick={(event) => { event.stopPropagation(); onOpen(key); }}><bdi>{shown(item.title)}</bdi></button>
              </th>
              <td className={isFilms ? "number" : ""}>{isFilms ? (item.year ?? texts.common.none) : <Share counts={item.counts} />}</td>
              {kind === "lidarr" && <td><Share counts={item.tracks} /></td>}
              <td><StateLine state={state} /></td>
              <td>{item.monitored ? texts.common.yes : texts.common.no}</td>
              <td>{shown(item.profile) || texts.common.none}</td>
              {isMixed && <td>{shown(item.instance)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Head({ by, label, canSort, wanted, onSort }: { by: string; label: string; canSort: boolean; wanted: Wanted; onSort: (by: string) => void }) {
  const isSorted = canSort && wanted.sort === by;
  const Icon = wanted.isDescending ? IconChevronDown : IconChevronUp;
  const align = by === "year" ? "number" : "";
  if (!canSort) return <th scope="col" className={align}>{label}</th>;
  return (
    <th scope="col" className={align} aria-sort={isSorted ? (wanted.isDescending ? "descending" : "ascending") : "none"}>
      <button type="button" className="catalog-sort" onClick={() => onSort(by)}>{label}{isSorted && <Icon size={14} stroke={1.75} aria-hidden />}</button>
    </th>
  );
}

/** What is there of what is monitored. */
export function Share({ counts }: { counts: Counts | null }) {
  if (!counts || counts.monitored === 0) return <span className="quiet">{texts.common.none}</span>;
  const label = words.share(counts.available, counts.monitored);
  return (
    <span className="catalog-share">
      <Bar part={counts.available / counts.monitored} label={label} mood={counts.missing > 0 ? "wait" : "idle"} />
      <span aria-hidden>{number(counts.available)} / {number(counts.monitored)}</span>
    </span>
  );
}
