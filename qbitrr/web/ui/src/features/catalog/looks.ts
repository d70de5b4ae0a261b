import { useLocalStorage } from "@mantine/hooks";
import { ordered } from "@/components/listing/columns";
import type { Search } from "@/lib/address";
import { COLUMNS, deliveredOf, type Column } from "./columns";
import { FILTERS, FLAT, NOUNS, type Kind, type Listed } from "./kinds";

export type View = "tiles" | "list";

/** What of an address is a saved view. */
export const KEPT: readonly string[] = [...FILTERS, "group", "sort", "order", "size", "view", "columns"];

const viewOf = (text: string | undefined): View | null => (text === "tiles" || text === "list" ? text : null);
/** The ids of columns as they stand in an address. */
const idsOf = (text: string | undefined): string[] | null => (text ? text.split(",") : null);

/** The preferences of the server about it; it says so of two kinds of library. */
interface Grouping {
  GroupSonarr: boolean;
  GroupLidarr: boolean;
}

const isGrouped = (kind: Kind, preferences: Grouping | undefined): boolean =>
  (kind === "sonarr" ? preferences?.GroupSonarr : kind === "lidarr" ? preferences?.GroupLidarr : true) ?? true;

/** Series or episodes, artists or albums: as the address says, else as was chosen last in this browser, else as the server prefers. */
export function useListed(kind: Kind, search: Search, preferences: Grouping | undefined): [Listed, (isFlat: boolean) => Record<string, string | null>] {
  const [last, setLast] = useLocalStorage<"whole" | "flat" | "">({ key: `qbitrr.catalog.group.${kind}`, defaultValue: "", getInitialValueInEffect: false });
  const group = search["group"] === "flat" || search["group"] === "whole" ? search["group"] : last || (isGrouped(kind, preferences) ? "whole" : "flat");
  const flat = FLAT[kind];
  /** What of an address changes with it: the columns and the order of one are not those of the other. */
  const choose = (isFlat: boolean) => {
    setLast(isFlat ? "flat" : "whole");
    return { group: isFlat ? "flat" : "whole", item: null, columns: null, sort: null, order: null };
  };
  return [flat !== null && group === "flat" ? flat : kind, choose];
}

/** Tiles or list, and with which columns: as the address says, else as was chosen last in this browser. */
export function useLooks(listed: Listed, search: Search, isMixed: boolean, onAddress: (change: Record<string, string | null>) => void) {
  const [lastView, setLastView] = useLocalStorage<View>({ key: `qbitrr.catalog.view.${listed}`, defaultValue: listed in NOUNS ? "tiles" : "list", getInitialValueInEffect: false });
  const [lastColumns, setLastColumns] = useLocalStorage<string[]>({ key: `qbitrr.catalog.columns.${listed}`, defaultValue: [], getInitialValueInEffect: false });
  const view = viewOf(search["view"]) ?? lastView;
  const columns: Column[] = ordered(COLUMNS[listed], idsOf(search["columns"]) ?? (lastColumns.length > 0 ? lastColumns : deliveredOf(listed, isMixed)));
  return {
    view,
    columns,
    /** The address with what the page looks like, so that another browser shows the same. */
    whole: { ...search, view, ...(view === "list" ? { columns: columns.map(({ id }) => id).join(",") } : {}) },
    onView: (next: View) => { setLastView(next); onAddress({ view: next }); },
    /** None means those that are delivered. */
    onColumns: (ids: string[]) => { setLastColumns(ids); onAddress({ columns: ids.join(",") || null }); },
  }; // prettier-ignore
}
