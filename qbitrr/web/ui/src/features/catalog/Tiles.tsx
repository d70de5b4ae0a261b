import { shown } from "@/lib/format";
import type { Listing } from "./listing";
import { Poster } from "./Poster";
import { StateLine } from "./StateLine";
import { sublineOf } from "./subline";

export function Tiles({ kind, rows, openKey, isMixed, onOpen }: Listing) {
  return (
    <ul className="catalog-tiles">
      {rows.map(({ key, item, state }) => (
        <li key={key}>
          <button type="button" className={key === openKey ? "catalog-tile open" : "catalog-tile"} data-item={key} aria-haspopup="dialog" onClick={() => onOpen(key)}>
            <Poster kind={kind} item={item} />
            <bdi className="catalog-tile-title" title={shown(item.title)}>{shown(item.title)}</bdi>
            <span className="catalog-sub">{sublineOf(kind, item, isMixed)}</span>
            <StateLine state={state} />
          </button>
        </li>
      ))}
    </ul>
  );
}
