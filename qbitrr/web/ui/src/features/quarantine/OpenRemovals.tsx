import { Button } from "@mantine/core";
import { useState } from "react";
import { useRemovalOrder } from "@/api/removals";
import type { Removal } from "@/api/shapes";
import { numbersInWords } from "@/components/journal/Numbers";
import { Confirm } from "@/components/ui/Confirm";
import { Empty } from "@/components/ui/Empty";
import { State } from "@/components/ui/Glyph";
import { Name } from "@/components/ui/Name";
import { Time } from "@/components/ui/Time";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { keyOf } from "./held";

const words = texts.quarantine;

/** Removals that were decided and have not happened: each can be taken back, and what is held can be let go. */
export function OpenRemovals({ removals, isFiltered, onClear }: { removals: readonly Removal[]; isFiltered: boolean; onClear: () => void }) {
  const [releasing, setReleasing] = useState<Removal | null>(null);
  const release = useRemovalOrder("removals/release");
  if (removals.length === 0) {
    return isFiltered
      ? <Empty title={texts.common.noneFiltered} action={<Button variant="default" onClick={onClear}>{texts.common.clearFilters}</Button>} />
      : <Empty title={words.noRemovals}>{words.noRemovalsWhy}</Empty>;
  }
  const close = () => setReleasing(null);
  return (
    <div className="card flush">
      <ul aria-label={words.openRemovals}>{removals.map((each) => <OpenRow key={keyOf(each)} removal={each} onRelease={() => setReleasing(each)} />)}</ul>
      <Confirm opened={releasing !== null} title={words.releaseTitle} confirm={words.releaseConfirm} busy={release.isPending} onClose={close}
        onConfirm={() => releasing && release.mutate(releasing, { onSettled: close })}>
        <p>{words.releaseWhat}</p>
        <ul className="quar-named"><li><bdi>{shown(releasing?.name ?? "")}</bdi></li></ul>
      </Confirm>
    </div>
  );
}

function OpenRow({ removal, onRelease }: { removal: Removal; onRelease: () => void }) {
  const cancel = useRemovalOrder("removals/cancel");
  const numbers = numbersInWords(removal.reason);
  const isHeld = removal.held_by !== "";
  return (
    <li className="quar-open">
      <State mood={isHeld ? "held" : "work"} word={isHeld ? (words.heldBy[removal.held_by] ?? removal.held_by) : (words.stages[removal.stage] ?? removal.stage)} />
      <div className="quar-open-said">
        <p className="quar-name"><a href={`#/torrents?torrent=${encodeURIComponent(keyOf(removal))}`}><Name text={removal.name} most={80} /></a> <span className="quiet">{shown(removal.section)}</span></p>
        <p className="quar-why">{removal.reason && shown(removal.reason.text)}{numbers && <span className="quiet"> · {numbers}</span>}</p>
        <p className="quar-waits">{removal.waits_for && shown(removal.waits_for)} <span className="quiet">{words.since} <Time iso={removal.since} bare />{removal.next_try && <> · {words.nextTry} <Time iso={removal.next_try} /></>}</span></p>
      </div>
      <div className="quar-actions">
        <Button variant="default" size="compact-sm" loading={cancel.isPending} onClick={() => cancel.mutate(removal)} aria-label={texts.journal.cancelOf(removal.name)}>{words.cancel}</Button>
        {isHeld && <Button variant="subtle" color="gray" size="compact-sm" onClick={onRelease} aria-label={words.releaseOf(removal.name)}>{words.release}</Button>}
      </div>
    </li>
  );
}
