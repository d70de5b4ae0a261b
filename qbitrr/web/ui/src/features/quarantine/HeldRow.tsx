import { Button, Checkbox } from "@mantine/core";
import { useRemovalOrder } from "@/api/removals";
import type { Quarantined } from "@/api/shapes";
import { numbersInWords } from "@/components/journal/Numbers";
import { Bar } from "@/components/ui/Bar";
import { Failure } from "@/components/ui/Failure";
import { CutName } from "@/components/ui/CutName";
import { Bytes } from "@/components/ui/Numbers";
import { useNow } from "@/lib/clock";
import { absolute, duration, instant, NONE, shown } from "@/lib/format";
import { texts } from "@/texts";
import { leftOf } from "./held";

const words = texts.quarantine;

interface HeldRowProps {
  row: Quarantined;
  isSelected: boolean;
  onSelect: () => void;
  onPurge: () => void;
  /** It was brought back. */
  onBack: () => void;
}

export function HeldRow({ row, isSelected, onSelect, onPurge, onBack }: HeldRowProps) {
  const undo = useRemovalOrder("quarantine/undo");
  const back = () => undo.mutate(row, { onSuccess: onBack });
  const numbers = numbersInWords(row.why);
  return (
    <li className={isSelected ? "quar-row is-selected" : "quar-row"}>
      <Checkbox size="xs" checked={isSelected} onChange={onSelect} aria-label={words.select(row.name)} />
      <div className="quar-name"><a href={`#/torrents?torrent=${encodeURIComponent(`${row.instance}/${row.hash}`)}`}><CutName text={row.name} /></a></div>
      <p className="quar-why">{row.why ? shown(row.why.text) : row.adopted ? words.adopted : texts.common.unknown}{numbers && <span className="quiet"> · {numbers}</span>}</p>
      <p className="quar-from"><a href={`#/activity?hash=${encodeURIComponent(row.hash)}`}>{shown(row.section || row.instance)}</a></p>
      <p className="quar-size">{row.sizeBytes > 0 ? <Bytes size={row.sizeBytes} /> : NONE}</p>
      <Leaves row={row} />
      <div className="quar-actions">
        <Button variant="default" size="compact-sm" loading={undo.isPending} onClick={back} aria-label={texts.journal.undoOf(row.name)}>{texts.common.undo}</Button>
        <Button variant="subtle" color="gray" size="compact-sm" onClick={onPurge} aria-label={words.purgeOf(row.name)}>{words.purge}</Button>
      </div>
      {undo.isError && <div className="quar-failure"><Failure error={undo.error} retry={back} /></div>}
    </li>
  );
}

function Leaves({ row }: { row: Quarantined }) {
  const now = useNow();
  const { part, seconds } = leftOf(row, now);
  if (part === null || seconds === null) return <p className="quar-left quiet">{words.stays}</p>;
  const said = seconds <= 0 ? words.anyMoment : words.in(duration(seconds));
  return (
    <div className="quar-left" title={absolute(instant(row.purgeAt) ?? 0)}>
      <Bar part={part} mood="idle" label={words.leavesIn(said)} />
      <span>{said}</span>
    </div>
  );
}
