import { useLocalStorage } from "@mantine/hooks";
import { ordered } from "@/components/listing/columns";
import type { Search } from "@/lib/address";
import { COLUMNS, deliveredOf, type Column } from "./columns";
import { FILTERS, type Kind } from "./kinds";

export type View = "tiles" | "list";

/** What of an address is a saved view. */
export const KEPT: readonly string[] = [...FILTERS, "sort", "order", "size", "view", "columns"];

const viewOf = (text: string | undefined): View | null => (text === "tiles" || text === "list" ? text : null);
/** The ids of columns as they stand in an address. */
const idsOf = (text: string | undefined): string[] | null => (text ? text.split(",") : null);

/** Tiles or list, and with which columns: as the address says, else as was chosen last in this browser. */
export function useLooks(kind: Kind, search: Search, isMixed: boolean, onAddress: (change: Record<string, string | null>) => void) {
  const [lastView, setLastView] = useLocalStorage<View>({ key: `qbitrr.catalog.view.${kind}`, defaultValue: "tiles", getInitialValueInEffect: false });
  const [lastColumns, setLastColumns] = useLocalStorage<string[]>({ key: `qbitrr.catalog.columns.${kind}`, defaultValue: [], getInitialValueInEffect: false });
  const view = viewOf(search["view"]) ?? lastView;
  const columns: Column[] = ordered(COLUMNS[kind], idsOf(search["columns"]) ?? (lastColumns.length > 0 ? lastColumns : deliveredOf(kind, isMixed)));
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
