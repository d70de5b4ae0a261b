import { useQuery } from "@tanstack/react-query";
import { Failure } from "@/components/ui/Failure";
import { Glyph } from "@/components/ui/Glyph";
import { Time } from "@/components/ui/Time";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { standingsQuery, type SearchQueue } from "../api/searching";
import { groupedStandings, skipMood } from "./standings";

const words = texts.catalog.why;

/** Why it is not searched now, and until when; of many items, how many for which reason. */
export function WhyNot({ instance, ids, isOne = false }: { instance: string; ids: readonly number[]; isOne?: boolean }) {
  const asked = useQuery(standingsQuery(instance, ids, 50));
  return (
    <section className="catalog-why" aria-label={words.title}>
      <h3>{words.title}</h3>
      {ids.length === 0 ? <p className="quiet">{words.nothingWanted}</p>
        : asked.data ? <Answer queue={asked.data} isOne={isOne} />
        : asked.isError ? <Failure error={asked.error} retry={() => void asked.refetch()} />
        : <p className="quiet">{texts.common.loading}</p>}
      <p className="catalog-setting"><a href={`#/config/${encodeURIComponent(instance)}?group=Entry%20Search`}>{words.settings(shown(instance))}</a></p>
    </section>
  ); // prettier-ignore
}

function Answer({ queue, isOne }: { queue: SearchQueue; isOne: boolean }) {
  const groups = groupedStandings(queue);
  if (groups.length === 0) return <p className="quiet">{words.unknown}</p>;
  return (
    <ul className="catalog-reasons">
      {groups.map(({ skip, count, until, next, why }) => (
        <li key={skip ?? "next"}>
          <Glyph mood={skipMood(skip)} />
          <span>
            {!isOne && <strong>{words.of(count)} </strong>}
            {skip === null ? words.free : (words.skip[skip] ?? shown(skip))}
            {until && <> {words.until} <Time iso={until} />.</>}
            {next && <> {words.goes} <Time iso={next} />.</>}
            {why && <> {shown(why)}</>}
            {skip === "paused" && queue.pauseReason && <> {words.pausedBecause(shown(queue.pauseReason))}</>}
          </span>
        </li>
      ))}
    </ul>
  );
}
