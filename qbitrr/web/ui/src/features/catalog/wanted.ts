import type { Search } from "@/lib/address";
import type { Query } from "@/lib/base";
import { sortingOf, sortText, type Sorting } from "@/lib/sorting";
import { FACTS, REASONS, type Filter, type Listed } from "./kinds";

export const PAGE_SIZES = [24, 48, 96] as const;
const USUAL_SIZE = 48;

/** What the address asks for. A filter that is off is the empty text. */
export interface Wanted {
  filters: Partial<Record<Filter, string>>;
  sorting: Sorting;
  page: number;
  size: number;
}

/** What nobody knows, or this kind of library cannot be asked, is left out. */
export function wantedOf(listed: Listed, search: Search): Wanted {
  const { filters, sorts } = FACTS[listed];
  const size = Number(search["size"]);
  return {
    filters: Object.fromEntries(filters.flatMap((name) => (isKnown(listed, name, search[name]) ? [[name, search[name]]] : []))),
    sorting: sortingOf(search, sorts, { by: "title", falls: false }),
    page: /^\d{1,6}$/.test(search["page"] ?? "") ? Math.max(0, Number(search["page"]) - 1) : 0,
    size: (PAGE_SIZES as readonly number[]).includes(size) ? size : USUAL_SIZE,
  };
}

function isKnown(listed: Listed, name: Filter, value: string | undefined): boolean {
  if (!value) return false;
  if (name === "status") return FACTS[listed].statuses.includes(value);
  if (name === "reason") return (REASONS as readonly string[]).includes(value);
  if (name === "monitored" || name === "quality") return value === "yes" || value === "no";
  if (name === "from" || name === "to") return /^\d{4}$/.test(value);
  return true;
}

/** The filters that are on. */
export const filtersOf = (wanted: Wanted): [Filter, string][] => Object.entries(wanted.filters) as [Filter, string][];

export const NO_FILTERS = { q: null, instance: null, status: null, reason: null, monitored: null, quality: null, from: null, to: null, page: null };

const flagOf = (value: string | undefined): boolean | null => (value ? value === "yes" : null);

/** The same as the server reads it; of which instance is in the path. */
export function queryOf(listed: Listed, { filters, sorting, page, size }: Wanted): Query {
  const status = filters.status;
  const { sort, order } = sortText(sorting);
  const query: Query = { q: filters.q, reason: filters.reason, page, page_size: size, order, missing: status === "missing" ? true : null };
  if (FACTS[listed].sorts.length > 1) query["sort"] = sort;
  if (listed === "sonarr") query["include_episodes"] = false;
  else query["monitored"] = flagOf(filters.monitored);
  query["has_file"] = status === "file" || status === "unmet" ? true : null;
  if (listed !== "radarr") return query;
  query["year_min"] = filters.from;
  query["year_max"] = filters.to;
  query["quality_met"] = status === "unmet" ? false : flagOf(filters.quality);
  query["is_request"] = status === "request" ? true : null;
  return query;
}
