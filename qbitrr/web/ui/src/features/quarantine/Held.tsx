import { Button, Checkbox } from "@mantine/core";
import { useState } from "react";
import { post } from "@/api/client";
import type { Quarantined } from "@/api/shapes";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Confirm } from "@/components/ui/Confirm";
import { Empty } from "@/components/ui/Empty";
import { bytes, shown, together } from "@/lib/format";
import { part } from "@/lib/base";
import { texts } from "@/texts";
import { keyOf, sizeOf } from "./held";
import { BackRow } from "./BackRow";
import { HeldRow } from "./HeldRow";
import { useBack } from "./useBack";

const words = texts.quarantine;
const AT_ONCE = 200;

/** What is in quarantine, one row each; several are chosen by their boxes. */
export function Held({ rows, isFiltered, onClear }: { rows: readonly Quarantined[]; isFiltered: boolean; onClear: () => void }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [purging, setPurging] = useState<readonly Quarantined[]>([]);
  const [most, setMost] = useState(AT_ONCE);
  const order = useMany();
  const selected = rows.filter((row) => chosen.has(keyOf(row)));
  const toggle = (key: string) => setChosen(new Set(chosen.has(key) ? [...chosen].filter((each) => each !== key) : [...chosen, key]));
  const [withBack, note] = useBack(rows);
  if (withBack.length === 0) {
    return isFiltered
      ? <Empty title={texts.common.noneFiltered} action={<Button variant="default" onClick={onClear}>{texts.common.clearFilters}</Button>} />
      : <Empty title={words.none} action={<a href="#/config/Settings?field=RemovalGraceMinutes">{words.graceSetting}</a>}>{words.noneWhy}</Empty>;
  }
  const targets = selected.length > 0 ? selected : rows;
  return (
    <>
      <div className="quar-bulk">
        <Checkbox size="xs" label={selected.length > 0 ? words.selected(selected.length) : words.selectAll} checked={selected.length === rows.length} indeterminate={selected.length > 0 && selected.length < rows.length}
          onChange={() => setChosen(new Set(selected.length === rows.length ? [] : rows.map(keyOf)))} />
        <span className="spring" />
        <Button variant="default" size="compact-md" loading={order.isPending && order.variables.order === "undo"} onClick={() => order.mutate({ order: "undo", rows: targets }, { onSuccess: () => setChosen(new Set()) })}>{selected.length > 0 ? words.undoSome(selected.length) : words.undoAll}</Button>
        <Button variant="subtle" color="gray" size="compact-md" onClick={() => setPurging(targets)}>{selected.length > 0 ? words.purgeSome(selected.length) : words.purgeAll}</Button>
      </div>
      <div className="card flush">
        <div className="quar-row quar-head" aria-hidden><span /><span>{texts.common.name}</span><span>{texts.common.why}</span><span>{words.from}</span><span className="number">{texts.common.size}</span><span>{words.leaves}</span><span /></div>
        <ul aria-label={words.title}>
          {withBack.slice(0, most).map((each) => "back" in each
            ? <BackRow key={keyOf(each.back)} row={each.back} />
            : <HeldRow key={keyOf(each)} row={each} isSelected={chosen.has(keyOf(each))} onSelect={() => toggle(keyOf(each))} onPurge={() => setPurging([each])} onBack={() => note(each)} />)}
        </ul>
        {rows.length > most && <div className="quar-more"><Button variant="default" size="sm" onClick={() => setMost(most + AT_ONCE)}>{words.more(rows.length - most)}</Button></div>}
      </div>
      <Confirm opened={purging.length > 0} title={words.purgeTitle(purging.length)} confirm={words.purgeConfirm} dangerous busy={order.isPending} onClose={() => setPurging([])}
        onConfirm={() => order.mutate({ order: "purge", rows: purging }, { onSettled: () => { setPurging([]); setChosen(new Set()); } })}>
        <p>{words.purgeWhat(together(bytes(sizeOf(purging))))}</p>
        <ul className="quar-named">{purging.slice(0, 8).map((row) => <li key={keyOf(row)}><bdi>{shown(row.name)}</bdi></li>)}{purging.length > 8 && <li className="quiet">{words.andMore(purging.length - 8)}</li>}</ul>
      </Confirm>
    </>
  );
}

/** The same order for several, one after the other: the first that is refused ends it. */
function useMany() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ order, rows }: { order: "undo" | "purge"; rows: readonly Quarantined[] }) => {
      for (const { instance, hash } of rows) await post(`quarantine/${part(instance)}/${part(hash)}/${order}`);
    },
    onSettled: () => Promise.all(["quarantine", "activity", "torrents"].map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
}
