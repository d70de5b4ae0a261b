import type { Search } from "./address";

export interface SortedBy {
  by: string;
  falls: boolean;
}

/** What a list is sorted by, the most important column first; one at least. */
export type Sorting = readonly [SortedBy, ...SortedBy[]];

/** As the address says: `sort=-size,name`, or a lone column with its `order`. What nobody knows is left out. */
export function sortingOf({ sort = "", order }: Search, known: readonly string[], usual: SortedBy): Sorting {
  const named = sort.split(",").map((each) => ({ by: each.replace(/^-/, ""), falls: each.startsWith("-") }));
  const [first, ...rest] = named.filter(({ by }, index) => known.includes(by) && named.findIndex((each) => each.by === by) === index);
  if (!first) return [{ ...usual, falls: sort ? usual.falls : order === "asc" ? false : order === "desc" ? true : usual.falls }];
  if (named.length > 1 || first.falls) return [first, ...rest];
  return [{ by: first.by, falls: order === "asc" ? false : order === "desc" ? true : usual.falls }];
}

/** The same for the address, and for the server. */
export function sortText(sorting: Sorting): { sort: string; order: "asc" | "desc" | null } {
  const [{ by, falls }] = sorting;
  if (sorting.length === 1) return { sort: by, order: falls ? "desc" : "asc" };
  return { sort: sorting.map((each) => `${each.falls ? "-" : ""}${each.by}`).join(","), order: null };
}

/** After a press on the head of *by*: by that alone, turned round if it was so already; *also* by it: added, turned round, taken away. */
export function sortedAnew(sorting: Sorting, by: string, usuallyFalls: boolean, also: boolean): Sorting {
  const now = sorting.find((each) => each.by === by);
  const next = { by, falls: now ? !now.falls : usuallyFalls };
  if (!also) return [sorting.length === 1 ? next : { by, falls: now?.falls ?? usuallyFalls }];
  if (!now) return [...sorting, next];
  const isTurned = now.falls !== usuallyFalls;
  const [first, ...rest] = isTurned ? sorting.filter((each) => each.by !== by) : sorting.map((each) => (each.by === by ? next : each));
  return first ? [first, ...rest] : [next];
}
