import { shown } from "@/lib/format";
import type { Listing } from "./listing";
import { Poster } from "./Poster";
import { StateLine } from "./StateLine";
import { sublineOf } from "./subline";

/** The list on a phone: rows of three lines beside a small poster. */
export function Cards({ kind, rows, openKey, isMixed, onOpen }: Listing) {
  return (
    <ul className="catalog-cards">
      {rows.map(({ key, item, state }) => (
        <li key={key}>
          <button type="button" className={key === openKey ? "catalog-card open" : "catalog-card"} data-item={key} aria-haspopup="dialog" onClick={() => onOpen(key)}>
            <Poster kind={kind} item={item} />
            <span className="catalog-lines">
              <bdi className="catalog-tile-title">{shown(item.title)}</bdi>
              <span className="catalog-sub">{sublineOf(kind, item, isMixed)}</span>
              <StateLine state={state} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}
