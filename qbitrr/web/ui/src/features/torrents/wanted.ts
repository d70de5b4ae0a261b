import type { TorrentsWanted } from "@/api/torrents";
import type { Search } from "@/lib/address";
import { sortingOf } from "@/lib/sorting";

export const FACETS = ["state", "category", "instance", "tracker", "tag"] as const;
export type Facet = (typeof FACETS)[number];

export const SORTS = ["added", "name", "state", "progress", "size", "ratio", "seedingTime", "activity", "completed", "category"] as const;

/** What the address asks for; what it says that nobody knows is left out. */
export function wantedOf(search: Search): TorrentsWanted {
  return {
    q: search["q"] ?? "", state: search["state"] ?? "", category: search["category"] ?? "", instance: search["instance"] ?? "", tag: search["tag"] ?? "",
    tracker: search["tracker"] ?? "", sorting: sortingOf(search, SORTS, { by: "added", falls: true }),
  }; // prettier-ignore
}

/** The filters that are on, by what is filtered and its value. */
export const filtersOf = (wanted: TorrentsWanted): [Facet | "q", string][] =>
  (["q", ...FACETS] as const).flatMap((name) => (wanted[name] ? [[name, wanted[name]] as [Facet | "q", string]] : []));

export const NO_FILTERS = { q: null, state: null, category: null, instance: null, tag: null, tracker: null };
