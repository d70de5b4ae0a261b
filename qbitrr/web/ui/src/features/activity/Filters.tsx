import { Button, SegmentedControl, Select } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useState } from "react";
import { RANGES, type EntryFilters, type Range } from "@/api/activity";
import { useLive } from "@/api/live/store";
import { Find } from "@/components/ui/Find";
import { useAddress } from "@/lib/address";
import { duration } from "@/lib/format";
import { texts } from "@/texts";
import { longTime } from "@/components/charts/times";
import { noFilters } from "./filters";

const words = texts.activity;
/** Phones show them when asked. */
const FOLDED = ["section", "kind", "rule", "actor", "result"] as const;
const options = (labels: Record<string, string>) => Object.entries(labels).map(([value, label]) => ({ value, label }));

/** Everything here stands in the address. */
export function Filters({ filters, range }: { filters: EntryFilters; range: Range }) {
  const [, change] = useAddress();
  const status = useLive("status");
  const sections = [...(status?.arrs.map((arr) => arr.name) ?? []), ...Object.values(status?.qbitInstances ?? {}).map((client) => client.section)];
  const pick = (name: string) => (value: string | null) => change({ [name]: value });
  const isFiltered = Object.keys(filters).length > 0;
  const [isUnfolded, setUnfolded] = useState(false);
  const chosen = FOLDED.filter((each) => filters[each]).length;
  return (
    <div className={isUnfolded ? "activity-filters unfolded" : "activity-filters"} role="search">
      <Find className="activity-text" label={words.text} start={filters.q ?? ""} onFind={(q) => change({ q }, { replace: true })} />
      <Button className="activity-fold" variant="default" leftSection={<IconFilter size={16} stroke={1.75} aria-hidden />} aria-expanded={isUnfolded} onClick={() => setUnfolded(!isUnfolded)}>{words.filters(chosen)}</Button>
      <Select aria-label={words.section} placeholder={words.section} clearable value={filters.section ?? null} onChange={pick("section")} data={[...new Set([...sections, ...(filters.section ? [filters.section] : [])])]} />
      <Select aria-label={words.kind} placeholder={words.kind} clearable value={filters.kind ?? null} onChange={pick("kind")} data={options(words.kinds)} />
      <Select aria-label={words.rule} placeholder={words.rule} clearable searchable value={filters.rule ?? null} onChange={pick("rule")} data={options({ ...texts.journal.rules, ...(filters.rule && !(filters.rule in texts.journal.rules) ? { [filters.rule]: filters.rule } : {}) })} />
      <Select aria-label={words.actor} placeholder={words.actor} clearable value={filters.actor ?? null} onChange={pick("actor")} data={options(words.actors)} />
      <Select aria-label={words.result} placeholder={words.result} clearable value={filters.result ?? null} onChange={pick("result")} data={options(words.results)} />
      <SegmentedControl size="xs" aria-label={texts.dashboard.range} value={range} onChange={(value) => change({ range: value, since: null, until: null })}
        data={RANGES.map((each) => ({ value: each, label: texts.dashboard.short[each] }))} />
      {isFiltered && (
        <div className="activity-chips">
          {filters.since && <span className="quiet">{spanOf(filters)}</span>}
          {filters.hash && <span className="quiet">{words.ofOne}</span>}
          {filters.act && <span className="quiet">{words.act(filters.act)}</span>}
          <Button variant="default" size="compact-sm" onClick={() => change(noFilters())}>{texts.common.clearFilters}</Button>
        </div>
      )}
    </div>
  );
}

function spanOf({ since, until }: EntryFilters): string {
  const from = Number(since) * 1000;
  return until ? words.span(longTime(from), duration(Number(until) - Number(since))) : words.sinceTime(longTime(from));
}
