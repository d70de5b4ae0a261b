import type { Search } from "@/lib/address";
import { FACETS } from "./wanted";

export interface View {
  name: string;
  search: Search;
}

const KEPT: readonly string[] = ["q", ...FACETS, "sort", "order"];

/** What of an address is a view: filters and order, not what is open. */
export const savedIn = (search: Search): Search => Object.fromEntries(Object.entries(search).filter(([name]) => KEPT.includes(name)));
