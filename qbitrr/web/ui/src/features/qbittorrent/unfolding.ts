import type { Category } from "@/api/categories";
import type { Search } from "@/lib/address";
import { matching } from "./policy";

/** The categories whose torrents are unfolded, as the address says; names may hold commas. */
export const openOf = (search: Search): string[] => (search["open"] ?? "").split(",").flatMap(decoded);

/** The same for the address after *name* was folded or unfolded. */
export const toggled = (open: readonly string[], name: string): string =>
  (open.includes(name) ? open.filter((each) => each !== name) : [...open, name]).map(encodeURIComponent).join(",");

export interface Found {
  category: Category;
  /** What its torrents are asked for; empty: all of them, because the category itself is what was looked for. */
  text: string;
}

/** The categories in which *text* is found, or in whose torrents it is: of those *counts* says how many, by category. */
export function found(categories: readonly Category[], text: string, counts: Readonly<Record<string, number>>): Found[] {
  const wanted = text.trim();
  const itself = new Set(matching(categories, wanted));
  return categories.flatMap((category) => (itself.has(category) ? [{ category, text: "" }] : (counts[category.category] ?? 0) > 0 ? [{ category, text: wanted }] : []));
}

/** Those that are in the client whose name is *client*; empty: all. */
export const inClient = (categories: readonly Category[], client: string): Category[] =>
  categories.filter((each) => client === "" || each.instance === client || each.instance === "all");

function decoded(part: string): string[] {
  try {
    return part === "" ? [] : [decodeURIComponent(part)];
  } catch {
    return []; // cut short by who copied it
  }
}
