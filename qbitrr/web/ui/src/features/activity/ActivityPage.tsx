import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { histogramQuery } from "@/api/activity";
import type { Entry } from "@/api/shapes";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { useAddress } from "@/lib/address";
import { save } from "@/lib/saving";
import { texts } from "@/texts";
import { Entries } from "./Entries";
import { toCsv, toJson } from "./exporting";
import { Filters } from "./Filters";
import { filtersOf, noFilters, rangeOf, withoutTime } from "./filters";
import { Histogram } from "./Histogram";
import { useEntries } from "./useEntries";
import "./activity.css";

const words = texts.activity;

/** What was done and why, all of it: found by what stands in the address. */
export function ActivityPage() {
  const [search, change] = useAddress();
  const filters = useMemo(() => filtersOf(search), [search]);
  const always = useMemo(() => withoutTime(filters), [filters]);
  const range = rangeOf(search);
  const source = useEntries(filters);
  const counted = useQuery(histogramQuery(range, always));
  const { query, entries } = source;
  const isFiltered = Object.keys(filters).length > 0;
  return (
    <Page name={words.title} sentence={counted.data ? words.sentence(counted.data.total, texts.dashboard.ranges[range].split(",")[0] ?? "", Object.keys(always).length > 0) : words.title}
      actions={<Export entries={entries} />}>
      <Filters filters={filters} range={range} />
      <Histogram range={range} filters={always} />
      {query.isPending && <Skeletons rows={12} />}
      {query.isError && query.data === undefined && <Failure error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && entries.length === 0 && (isFiltered
        ? <Empty title={texts.common.noneFiltered} action={<Button variant="default" onClick={() => change(noFilters())}>{texts.common.clearFilters}</Button>} />
        : <Empty title={words.none}>{words.noneWhy}</Empty>)}
      {entries.length > 0 && <Entries source={source} />}
    </Page>
  );
}

/** The entries that are loaded, as a file. */
function Export({ entries }: { entries: readonly Entry[] }) {
  const name = `qbitrr-activity-${new Date().toISOString().slice(0, 10)}`;
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button variant="default" size="sm" disabled={entries.length === 0} leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}>{words.export}</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{words.exported(entries.length)}</Menu.Label>
        <Menu.Item onClick={() => save(toCsv(entries), `${name}.csv`, "text/csv")}>CSV</Menu.Item>
        <Menu.Item onClick={() => save(toJson(entries), `${name}.json`, "application/json")}>JSON</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
