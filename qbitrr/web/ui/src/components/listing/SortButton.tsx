import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { Sorting } from "@/lib/sorting";
import { texts } from "@/texts";
import "./listing.css";

const words = texts.listing;

interface SortButtonProps {
  by: string;
  name: string;
  sorting: Sorting;
  /** Pressed; with Shift it is sorted by this, too. */
  onSort: (by: string, also: boolean) => void;
}

/** The head of a column that can be sorted by: which way, and as the how manyth of several. */
export function SortButton({ by, name, sorting, onSort }: SortButtonProps) {
  const place = sorting.findIndex((each) => each.by === by);
  const found = sorting[place];
  const Arrow = found?.falls ? IconArrowDown : IconArrowUp;
  return (
    <button type="button" className={found ? "listing-sort sorted" : "listing-sort"} title={words.sortAlso} onClick={(event) => onSort(by, event.shiftKey)}>
      {name}
      {found && <Arrow size={14} stroke={1.75} aria-hidden />}
      {found && sorting.length > 1 && <><span className="listing-place" aria-hidden>{place + 1}</span><span className="visually-hidden">{words.sortPlace(place + 1, found.falls)}</span></>}
    </button>
  );
}

/** For the head of the column that it is sorted by first; of the others their buttons tell. */
export const ariaSort = ([first]: Sorting, by: string | undefined): "ascending" | "descending" | undefined => (first.by !== by ? undefined : first.falls ? "descending" : "ascending");
