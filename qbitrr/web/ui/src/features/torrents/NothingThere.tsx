import { Button } from "@mantine/core";
import { Empty } from "@/components/ui/Empty";
import { texts } from "@/texts";
import { facetWord } from "./FacetPanel";
import { NO_FILTERS, type Facet } from "./wanted";

const words = texts.torrents;

interface NothingProps {
  filters: readonly [Facet | "q", string][];
  onSearch: (change: Record<string, string | null>) => void;
}

export function NothingThere({ filters, onSearch }: NothingProps) {
  if (filters.length === 0) return <Empty title={words.empty}>{words.emptyWhy}</Empty>;
  const named = filters.map(([facet, value]) => `“${facetWord(facet, value)}”`).join(", ");
  return <Empty title={words.filtered(named)} action={<Button variant="default" size="xs" onClick={() => onSearch(NO_FILTERS)}>{texts.common.clearFilters}</Button>} />;
}
