import { Button, NativeSelect, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { State } from "@/components/ui/Glyph";
import { Name } from "@/components/ui/Name";
import { Card } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { Time } from "@/components/ui/Time";
import { useAddress } from "@/lib/address";
import { shown } from "@/lib/format";
import type { Mood } from "@/lib/states";
import { texts } from "@/texts";
import { pastQuery, type Past } from "./api";

const t = texts.search;
const MOODS: Record<string, Mood> = { running: "work", grabbed: "good", nothing: "idle", failed: "bad", unknown: "idle" };

/** What was searched, and whether anything was grabbed. */
export function History({ instances }: { instances: string[] }) {
  const [address, change] = useAddress();
  const filter = { instance: address["instance"] ?? "", outcome: address["outcome"] ?? "", q: address["q"] ?? "" };
  const query = useInfiniteQuery(pastQuery(filter));
  const isFiltered = Object.values(filter).some(Boolean);
  const searches = query.data?.pages.flatMap((page) => page.searches);
  return (
    <Card title={t.past}>
      <div className="search-filters">
        <Find value={filter.q} onFind={(q) => change({ q }, { replace: true })} />
        <NativeSelect aria-label={texts.common.instance} value={filter.instance} onChange={(event) => change({ instance: event.currentTarget.value })} data={[{ value: "", label: t.allInstances }, ...instances]} />
        <NativeSelect aria-label={t.outcome} value={filter.outcome} onChange={(event) => change({ outcome: event.currentTarget.value })} data={[{ value: "", label: t.allOutcomes }, ...Object.entries(t.outcomes).map(([value, label]) => ({ value, label }))]} />
      </div>
      {query.isError && <Failure error={query.error} retry={() => void query.refetch()} />}
      {!searches && !query.isError && <Skeletons rows={8} height="44px" />}
      {searches?.length === 0 && (isFiltered
        ? <Empty title={texts.common.noneFiltered} action={<Button variant="default" onClick={() => change({ instance: null, outcome: null, q: null })}>{texts.common.clearFilters}</Button>} />
        : <Empty title={t.pastNone} />)}
      <ul className="search-rows">{searches?.map((each) => <Row key={`${each.instance}/${each.id}`} past={each} />)}</ul>
      {query.hasNextPage && <Button variant="default" size="xs" mt="sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t.older}</Button>}
    </Card>
  );
}

function Row({ past }: { past: Past }) {
  const said = past.outcome === "grabbed" ? t.grabbed(past.release, past.grabbed) : past.error;
  return (
    <li className="search-row">
      <span className="search-main">
        <Name text={past.title} />
        {said && <span className="search-why">{shown(said)}</span>}
      </span>
      <span className="search-when"><State mood={MOODS[past.outcome] ?? "idle"} word={t.outcomes[past.outcome] ?? past.outcome} /><span className="quiet">{past.instance} · <Time iso={past.at} /></span></span>
    </li>
  );
}

function Find({ value, onFind }: { value: string; onFind: (text: string) => void }) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  if (value !== known) {
    setKnown(value);
    setTyped(value);
  }
  return (
    <form role="search" onSubmit={(event) => { event.preventDefault(); onFind(typed.trim()); }}>
      <TextInput data-page-filter type="search" leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />} aria-label={t.find} placeholder={t.find} value={typed} maxLength={200} onChange={(event) => setTyped(event.currentTarget.value)} onBlur={() => { if (typed.trim() !== value) onFind(typed.trim()); }} />
    </form>
  );
}
