import { ariaSort, SortButton } from "@/components/listing/SortButton";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { columnName, type Column } from "./columns";
import { FACTS } from "./kinds";
import type { Listing } from "./listing";
import type { Wanted } from "./wanted";

interface TableProps extends Listing {
  columns: readonly Column[];
  wanted: Wanted;
  onSort: (by: string, also: boolean) => void;
}

export function ItemTable({ listed, rows, openKey, columns, onOpen, wanted, onSort }: TableProps) {
  const [, ...rest] = columns;
  return (
    <div className="catalog-box">
      <table className="catalog-table">
        <caption className="visually-hidden">{texts.catalog.caption[listed]}</caption>
        <thead>
          <tr>
            {columns.map((column) => <Head key={column.id} column={column} label={columnName(listed, column.id)} canSort={FACTS[listed].sorts.includes(column.sort ?? "")} wanted={wanted} onSort={onSort} />)}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, item, state }) => (
            <tr key={key} className={key === openKey ? "open" : ""} onClick={() => onOpen(key)}>
              <th scope="row">
                <button type="button" className="catalog-link" data-item={key} aria-haspopup="dialog" title={shown(item.title)} {...(item.part ? { "aria-label": `${shown(item.title)}, ${shown(item.part.name)}` } : {})} onClick={(event) => { event.stopPropagation(); onOpen(key); }}><bdi>{shown(item.title)}</bdi></button>
              </th>
              {rest.map(({ id, isNumber, cell }) => <td key={id} className={isNumber ? "number" : ""}>{cell(item, state)}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface HeadProps extends Pick<TableProps, "wanted" | "onSort"> {
  column: Column;
  label: string;
  canSort: boolean;
}

function Head({ column: { sort = "", isNumber }, label, canSort, wanted, onSort }: HeadProps) {
  const align = isNumber ? "number" : "";
  if (!canSort) return <th scope="col" className={align}>{label}</th>;
  return (
    <th scope="col" className={align} aria-sort={ariaSort(wanted.sorting, sort) ?? "none"}>
      <SortButton by={sort} name={label} sorting={wanted.sorting} onSort={onSort} />
    </th>
  );
}
