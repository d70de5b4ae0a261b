import { Button, Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Asked } from "@/components/ui/Asked";
import { Bar } from "@/components/ui/Bar";
import { State } from "@/components/ui/Glyph";
import { Card } from "@/components/ui/Page";
import { Time } from "@/components/ui/Time";
import { duration, shown } from "@/lib/format";
import type { Mood } from "@/lib/states";
import { texts } from "@/texts";
import { queueQuery, usePause, type Pace, type Queue, type Years } from "./api";
import { Next } from "./Next";
import { Strip } from "./Strip";
import { minutesUntilTomorrow } from "./until";

const t = texts.search;
const MOODS: Record<string, Mood> = { sending: "work", updating: "work", starting: "work", waiting_slot: "wait", backoff: "wait", refused: "bad", paused: "held", held: "held" };

/** One Arr: its pace, what comes next, and why the rest waits. */
export function Instance({ name }: { name: string }) {
  const query = useQuery(queueQuery(name));
  const data = query.data;
  return (
    <Card title={name} aside={data && <span className="search-aside"><State mood={MOODS[data.state] ?? "idle"} word={t.states[data.state] ?? data.state} /><PauseButton queue={data} name={name} /></span>}>
      <Asked query={query}>
        {(queue) => (
          <div className="search-instance">
            {queue.pausedUntil && <p className="search-paused">{t.pausedUntil} <Time iso={queue.pausedUntil} />{queue.pauseReason && ` · ${shown(queue.pauseReason)}`}</p>}
            <PaceBar pace={queue.pace} />
            {queue.years && <ByYear years={queue.years} />}
            <Strip instance={name} />
            <h3>{t.upcoming}</h3>
            <Next upcoming={queue.upcoming} />
            <h3>{t.whyNot}</h3>
            <WhyNot skipped={queue.skipped} />
            <a className="search-settings" href={`#/config/${encodeURIComponent(name)}`}>{t.to(name)}</a>
          </div>
        )}
      </Asked>
    </Card>
  );
}

function PauseButton({ queue, name }: { queue: Queue; name: string }) {
  const pause = usePause();
  const order = (minutes: number) => pause.mutate({ instance: name, minutes, reason: minutes > 0 ? t.pauseReason : "" });
  if (queue.pausedUntil) return <Button variant="default" size="xs" loading={pause.isPending} aria-label={t.resumeOf(name)} onClick={() => order(0)}>{t.resume}</Button>;
  return (
    <Menu position="bottom-end">
      <Menu.Target><Button variant="default" size="xs" loading={pause.isPending} aria-label={t.pauseOf(name)}>{t.pause}</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => order(60)}>{t.pauseOptions.hour}</Menu.Item>
        <Menu.Item onClick={() => order(minutesUntilTomorrow(Date.now()))}>{t.pauseOptions.tomorrow}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function PaceBar({ pace }: { pace: Pace }) {
  const label = pace.perHour === null ? t.pace.noLimit(pace.spentLastHour) : t.pace.perHour(pace.spentLastHour, pace.perHour);
  const part = pace.perHour ? pace.spentLastHour / pace.perHour : 0;
  return (
    <div className="search-pace">
      <p>
        <span>{label}</span>
        <span className="quiet"> · {t.pace.atOnce(pace.atOnce)} · {t.pace.delay(duration(pace.delaySeconds))}</span>
        {!pace.enabled && <span className="quiet"> · {t.pace.off}</span>}
      </p>
      {pace.perHour !== null && <Bar part={part} mood={part >= 1 ? "wait" : "idle"} label={label} />}
    </div>
  );
}

const SHOWN_YEARS = 8;

/** From which end the library is worked through, and how many that are due are of which year. */
function ByYear({ years }: { years: NonNullable<Years> }) {
  const first = years.due.slice(0, SHOWN_YEARS);
  const rest = years.due.slice(SHOWN_YEARS).reduce((sum, each) => sum + each.count, years.beyond);
  return (
    <>
      <p className="quiet">{t.years(years.oldestFirst, years.now)}</p>
      {first.length > 0 && (
        <dl className="search-years" aria-label={t.dueByYear}>
          {first.map(({ year, count }) => <div key={year}><dt>{year ?? t.noYear}</dt><dd className="number">{count.toLocaleString()}</dd></div>)}
          {rest > 0 && <div><dt>{t.laterYears}</dt><dd className="number">{rest.toLocaleString()}</dd></div>}
        </dl>
      )}
    </>
  );
}

function WhyNot({ skipped }: { skipped: Record<string, number> }) {
  const counts = Object.entries(skipped).filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  if (counts.length === 0) return <p className="quiet">{t.whyNotNone}</p>;
  return (
    <dl className="search-skips">
      {counts.map(([code, count]) => (
        <div key={code}><dt>{t.skips[code] ?? code}</dt><dd>{count.toLocaleString()}</dd></div>
      ))}
    </dl>
  );
}
