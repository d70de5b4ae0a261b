import { Time } from "@/components/ui/Time";
import { duration, instant, shown, timeOfDay } from "@/lib/format";
import { texts } from "@/texts";
import type { Pass } from "./api";

const words = texts.processes;
const LEAST_PART = 0.15;

/** The last passes of a loop, one bar each, the newest at the right: as high as it took long, hatched if it failed. Then the last in words. */
export function Passes({ passes }: { passes: readonly Pass[] }) {
  const last = passes.at(-1);
  if (!last) return <span className="processes-passes quiet">{words.noPasses}</span>;
  const longest = Math.max(...passes.map((each) => each.seconds));
  const having = (outcome: string) => passes.filter((each) => each.outcome === outcome).length;
  return (
    <span className="processes-passes">
      <span className="processes-bars" role="img" aria-label={words.passes(passes.length, having("failed"), having("crashed"), took(longest))}>
        {passes.map((each, index) => <span key={index} className={`processes-bar ${each.outcome}`} title={saidOf(each)} style={{ height: `${heightOf(each, longest) * 100}%` }} />)}
      </span>
      <span className={last.outcome === "done" ? "quiet" : "mood-bad processes-said"} title={shown(last.why)}>
        {last.outcome === "done" ? took(last.seconds) : words.outcomes[last.outcome] ?? shown(last.outcome)} · <Time iso={last.at} />
      </span>
    </span>
  ); // prettier-ignore
}

/** A crash has no length: it stands as high as may be. */
const heightOf = ({ seconds, outcome }: Pass, longest: number): number => (outcome === "crashed" ? 1 : Math.max(LEAST_PART, longest > 0 ? seconds / longest : 0));

/** Parts of a second matter here. */
const took = (seconds: number): string => (seconds < 1 ? words.milliseconds(Math.max(1, Math.round(seconds * 1000))) : duration(seconds));

function saidOf({ at, outcome, turns, seconds, why }: Pass): string {
  const moment = instant(at);
  return words.passed(moment === null ? "" : timeOfDay(moment), words.outcomes[outcome] ?? shown(outcome), turns, outcome === "crashed" ? "" : took(seconds), shown(why));
}
