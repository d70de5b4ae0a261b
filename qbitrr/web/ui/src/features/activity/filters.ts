import { FILTERS, RANGES, type EntryFilters, type Range } from "@/api/activity";
import type { Search } from "@/lib/address";

/** The filters that stand in the address. */
export function filtersOf(search: Search): EntryFilters {
  const filters: EntryFilters = {};
  for (const name of FILTERS) {
    const value = search[name];
    if (value) filters[name] = value;
  }
  return filters;
}

export const rangeOf = (search: Search): Range => RANGES.find((each) => each === search["range"]) ?? "24h";

/** What to change in the address to have no filter. */
export const noFilters = (): Record<string, null> => Object.fromEntries(FILTERS.map((name) => [name, null]));

/** The filters without the span of time: what the picture above the list is asked for. */
export const withoutTime = (filters: EntryFilters): EntryFilters =>
  Object.fromEntries(Object.entries(filters).filter(([name]) => name !== "since" && name !== "until"));
