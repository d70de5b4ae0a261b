import { valueIn, type Drafts } from "./drafts";
import type { Tree } from "./json";
import { kindOf, sectionsOf } from "./sections";

export interface Owner {
  section: string;
  key: string;
}

/** A category, below how many others it lies, and who looks after it. Of several owners that are not all clients none does. */
export interface CategoryRow {
  category: string;
  depth: number;
  owners: readonly Owner[];
  isClash: boolean;
}

const SPECIAL = { FailedCategory: "failed", RecheckCategory: "recheck" } as const;

/** All categories of the file with what is changed of it, each behind the one it lies below. */
export function categoriesOf(tree: Tree, drafts: Drafts): CategoryRow[] {
  const found = new Map<string, Owner[]>();
  for (const [category, owner] of claims(tree, drafts)) found.set(category, [...(found.get(category) ?? []), owner]);
  const names = [...found.keys()].sort((one, other) => parts(one).join("\0").localeCompare(parts(other).join("\0")));
  return names.map((category) => {
    const owners = found.get(category) ?? [];
    const isClash = owners.length > 1 && owners.some((each) => kindOf(each.section) !== "qBit");
    return { category, depth: names.filter((each) => category.startsWith(`${each}/`)).length, owners, isClash };
  });
}

const parts = (category: string): string[] => category.split("/");

function claims(tree: Tree, drafts: Drafts): [string, Owner][] {
  const said = (section: string, key: string) => valueIn(drafts, tree, section, key);
  const text = (value: unknown): string => (typeof value === "string" ? value.trim() : "");
  return sectionsOf(tree, Object.keys(drafts)).flatMap((section): [string, Owner][] => {
    const one = (key: string, category: string): [string, Owner][] => (category ? [[category, { section, key }]] : []);
    switch (kindOf(section)) {
      case "Settings":
        return Object.entries(SPECIAL).flatMap(([key, usual]) => one(key, text(said(section, key) ?? usual)));
      case "Arr":
        return said(section, "Managed") === false ? [] : one("Category", text(said(section, "Category")));
      case "qBit": {
        const managed = said(section, "ManagedCategories");
        return [...new Set((Array.isArray(managed) ? managed : []).map(text))].flatMap((each) => one("ManagedCategories", each));
      }
      default:
        return [];
    }
  });
}
