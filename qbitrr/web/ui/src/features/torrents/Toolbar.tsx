import { Button, Drawer, Pill } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useState } from "react";
import type { TorrentsWanted } from "@/api/torrents";
import { ColumnChooser } from "@/components/listing/ColumnChooser";
import { SortFields } from "@/components/listing/SortFields";
import { Views } from "@/components/listing/Views";
import { Find } from "@/components/ui/Find";
import type { Search } from "@/lib/address";
import { sortText } from "@/lib/sorting";
import { texts } from "@/texts";
import { COLUMNS, DELIVERED } from "./columns";
import { facetWord } from "./FacetPanel";
import { FACETS, filtersOf, NO_FILTERS, SORTS } from "./wanted";

const words = texts.torrents;
const NAMED = COLUMNS.map(({ id }) => ({ id, name: words.column[id] }));
const SORTED = SORTS.map((by) => ({ by, name: words.column[by] }));
const KEPT: readonly string[] = ["q", ...FACETS, "sort", "order"];

interface ToolbarProps {
  search: Search;
  wanted: TorrentsWanted;
  /** The facets, where there is no room for them beside the table. */
  panel: React.ReactNode;
  isFolded: boolean;
  onFold: (() => void) | undefined;
  isCards: boolean;
  chosen: readonly string[];
  onChosen: (columns: string[]) => void;
  onSearch: (change: Record<string, string | null>, options?: { replace?: boolean }) => void;
}

export function Toolbar({ search, wanted, panel, isFolded, onFold, isCards, chosen, onChosen, onSearch }: ToolbarProps) {
  const [isOpen, setOpen] = useState(false);
  const filters = filtersOf(wanted).filter(([name]) => name !== "q");
  const icon = <IconFilter size={16} stroke={1.75} aria-hidden />;
  return (
    <div className="torrents-tools">
      <Find className="torrents-find" label={words.filter} start={wanted.q} onFind={(q) => onSearch({ q }, { replace: true })} />
      {onFold && <Button variant="default" size="sm" leftSection={icon} onClick={onFold} aria-expanded={!isFolded}>{isFolded ? words.facets : words.hideFacets}</Button>}
      {panel && <Button variant="default" size="sm" leftSection={icon} onClick={() => setOpen(true)}>{words.facets}</Button>}
      <Views page="torrents" search={search} kept={KEPT} />
      {!isCards && <ColumnChooser columns={NAMED} chosen={chosen} onChoose={onChosen} onReset={() => onChosen([...DELIVERED])} />}
      {filters.map(([name, value]) => (
        <Pill key={name} withRemoveButton onRemove={() => onSearch({ [name]: null })} removeButtonProps={{ "aria-label": `${texts.common.clear}: ${facetWord(name, value)}`, "aria-hidden": false, tabIndex: 0 }}>
          {facetWord(name, value)}
        </Pill>
      ))}
      {filters.length > 1 && <Button variant="subtle" size="xs" onClick={() => onSearch(NO_FILTERS)}>{texts.common.clearFilters}</Button>}
      <Drawer opened={isOpen && panel !== null} onClose={() => setOpen(false)} position="right" size={320} title={words.facets} closeButtonProps={{ "aria-label": texts.common.close }}>
        {isCards && <div className="torrents-sorting"><SortFields columns={SORTED} sorting={wanted.sorting} onSorting={(sorting) => onSearch(sortText(sorting), { replace: true })} /></div>}
        {panel}
      </Drawer>
    </div>
  );
}
