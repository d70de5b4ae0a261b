import type { Search } from "@/lib/address";

export interface View {
  name: string;
  search: Search;
}

/** What of an address is a view: filters, order and looks by their names, not what is open. */
export const savedIn = (search: Search, kept: readonly string[]): Search => Object.fromEntries(Object.entries(search).filter(([name]) => kept.includes(name)));
