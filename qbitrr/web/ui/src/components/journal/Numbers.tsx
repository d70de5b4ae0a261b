import { Bar } from "@/components/ui/Bar";
import type { Reason } from "@/api/shapes";
import { comparisons, otherFacts } from "@/lib/facts";
import type { Mood } from "@/lib/states";
import { texts } from "@/texts";

/** What was measured beside what was configured, as bars where both are numbers; below it the other facts. */
export function Numbers({ reason, mood = "idle" }: { reason: Reason; mood?: Mood }) {
  return (
    <dl className="facts">
      {comparisons(reason.measured, reason.configured).map(({ name, measured, limit, part }) => (
        <div key={name} className="journal-fact">
          <dt>{name}</dt>
          <dd className="journal-compared"><Bar part={part} mood={mood} label={texts.journal.of(measured, limit)} /><span>{texts.journal.of(measured, limit)}</span></dd>
        </div>
      ))}
      {otherFacts(reason.measured, reason.configured).map(([name, value]) => (
        <div key={name} className="journal-fact"><dt>{name}</dt><dd>{value}</dd></div>
      ))}
    </dl>
  );
}

/** The decisive number in words, for one line: "Idle 8 s, limit 8 s"; "" where there is none. */
export function numbersInWords(reason: Reason | null): string {
  if (!reason) return "";
  const first = comparisons(reason.measured, reason.configured).find((each) => each.part > 0);
  return first ? texts.journal.numbers(first.name, first.measured, first.limit) : "";
}
