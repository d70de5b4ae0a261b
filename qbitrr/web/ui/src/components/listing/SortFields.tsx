import { Select } from "@mantine/core";
import type { SortedBy, Sorting } from "@/lib/sorting";
import { texts } from "@/texts";

const words = texts.listing;

interface SortFieldsProps {
  /** What can be sorted by, with its name. */
  columns: readonly { by: string; name: string }[];
  sorting: Sorting;
  onSorting: (sorting: Sorting) => void;
}

/** What is sorted by, where there are no heads to press: one list for each column, and one to add another. */
export function SortFields({ columns, sorting, onSorting }: SortFieldsProps) {
  const free = (place: number) => columns.filter(({ by }) => !sorting.some((each, at) => at !== place && each.by === by));
  const put = (place: number, value: string | null) => {
    const next: SortedBy[] = [...sorting];
    const [by = "", way] = (value ?? "").split(" ");
    next.splice(place, 1, ...(value ? [{ by, falls: way === "desc" }] : []));
    const [first, ...rest] = next;
    if (first) onSorting([first, ...rest]);
  };
  return [...sorting, null].map((each, place) => {
    const data = free(place).flatMap(({ by, name }) => (["asc", "desc"] as const).map((way) => ({ value: `${by} ${way}`, label: `${name}, ${words.ways[way]}` })));
    return data.length > 0 && (
      <Select key={each?.by ?? "none"} label={place === 0 ? words.sortBy : words.thenBy} placeholder={texts.common.none} data={data} clearable={place > 0} allowDeselect={false}
        value={each ? `${each.by} ${each.falls ? "desc" : "asc"}` : null} onChange={(value) => put(place, value)} />
    );
  }); // prettier-ignore
}
