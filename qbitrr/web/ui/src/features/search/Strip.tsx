import { useQuery } from "@tanstack/react-query";
import { duration, instant, shown, timeOfDay } from "@/lib/format";
import { texts } from "@/texts";
import { stripQuery, type Past } from "./api";

const t = texts.search;
const MOST = 60;
const LEAST_PART = 0.2;

/** The last searches of an Arr, one bar each, the newest at the right: as high as they took long, in the colour of their outcome. */
export function Strip({ instance }: { instance: string }) {
  const { data } = useQuery(stripQuery(instance, MOST));
  if (data === undefined || data.length === 0) return null;
  const bars = [...data].reverse();
  const longest = Math.max(1, ...bars.map(secondsOf));
  const grabbed = bars.filter((each) => each.outcome === "grabbed").length;
  const failed = bars.filter((each) => each.outcome === "failed").length;
  return (
    <div className="search-strip">
      <div className="search-bars" role="img" aria-label={t.strip(bars.length, grabbed, failed)}>
        {bars.map((each) => (
          <span key={each.id} className={`search-bar ${each.outcome}`} title={saidOf(each)} style={{ height: `${Math.max(LEAST_PART, secondsOf(each) / longest) * 100}%` }} />
        ))}
      </div>
      <p className="quiet">{t.strip(bars.length, grabbed, failed)}</p>
    </div>
  );
}

function secondsOf({ at, finishedAt }: Past): number {
  const [from, to] = [instant(at), instant(finishedAt)];
  return from === null || to === null ? 0 : Math.max(0, (to - from) / 1000);
}

function saidOf(past: Past): string {
  const at = instant(past.at);
  const took = secondsOf(past);
  return [at === null ? "" : timeOfDay(at), shown(past.title), t.outcomes[past.outcome] ?? past.outcome, took > 0 ? duration(took) : ""].filter(Boolean).join(" · ");
}
