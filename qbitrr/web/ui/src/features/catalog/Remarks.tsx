import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useLive } from "@/api/live/store";
import type { Arr } from "@/api/shapes";
import { Bar } from "@/components/ui/Bar";
import { Empty } from "@/components/ui/Empty";
import { Glyph } from "@/components/ui/Glyph";
import { number, shown } from "@/lib/format";
import { texts } from "@/texts";
import { filterWord } from "./FilterFields";
import { NO_FILTERS, type Wanted, filtersOf } from "./wanted";

const words = texts.catalog;

interface Progress {
  section: string;
  phase: string;
  done: number;
  total: number;
}

/** How far the libraries of *arrs* have been read, of those that are being read. */
export function useProgress(arrs: readonly Arr[]): Progress[] {
  const searches = useLive("searches");
  const names = new Set(arrs.map((arr) => arr.name));
  return Object.values(searches?.searches ?? {}).flatMap(({ name, catalogProgress }) => (catalogProgress && names.has(name) ? [{ section: name, ...catalogProgress }] : []));
}

/** What is amiss with an instance, and what is being read: above the entries, which stay. */
export function Remarks({ arrs, progress }: { arrs: readonly Arr[]; progress: readonly Progress[] }) {
  return (
    <>
      {arrs.filter((arr) => !arr.connected && arr.why).map((arr) => (
        <p key={arr.name} className="catalog-away mood-wait"><Glyph mood="wait" />{words.away(shown(arr.name), shown(arr.why))}</p>
      ))}
      {progress.filter((each) => each.total > 0).map((each) => (
        <div key={each.section} className="catalog-progress">
          <span>{words.reading(shown(each.section), number(each.done), number(each.total))}</span>
          <Bar part={each.done / each.total} mood="work" label={words.reading(each.section, number(each.done), number(each.total))} />
        </div>
      ))}
    </>
  );
}

/** In place of entries: which of the reasons for none it is. */
export function NothingThere({ wanted, isReading, onChange }: { wanted: Wanted; isReading: boolean; onChange: (change: Record<string, string | null>) => void }) {
  const filters = filtersOf(wanted);
  if (filters.length > 0) {
    const named = filters.map(([name, value]) => `“${filterWord(name, value)}”`).join(", ");
    return <Empty title={words.empty.filtered(named)} action={<Button variant="default" size="xs" onClick={() => onChange(NO_FILTERS)}>{texts.common.clearFilters}</Button>}>{wanted.filters.status === "request" && words.empty.noRequests}</Empty>;
  }
  if (wanted.page > 0) return <Empty title={words.empty.pastEnd} action={<Button variant="default" size="xs" onClick={() => onChange({ page: null })}>{words.firstPage}</Button>} />;
  return <Empty title={isReading ? words.empty.reading : words.empty.nothing}>{isReading ? words.empty.readingWhy : words.empty.nothingWhy}</Empty>;
}

export const Unconfigured = ({ name }: { name: string }) => <Empty title={words.empty.unconfigured(name)} action={<Link to="/config">{words.empty.add}</Link>}>{words.empty.unconfiguredWhy(name)}</Empty>;
