import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Range } from "@/api/activity";
import { diskQuery, trendsQuery, type DiskForecast } from "@/api/overview";
import type { Pool } from "@/api/shapes";
import { Lines } from "@/components/charts/Lines";
import { longTime, shortTime } from "@/components/charts/times";
import { Asked } from "@/components/ui/Asked";
import { Bytes } from "@/components/ui/Numbers";
import { Card } from "@/components/ui/Page";
import { Time } from "@/components/ui/Time";
import { bytes, duration, instant, shown, together } from "@/lib/format";
import { texts } from "@/texts";

const words = texts.dashboard.space;

/** The disk that is shortest of room, measured against its guard. */
export const tightest = (pools: readonly Pool[]): Pool | null =>
  pools.reduce<Pool | null>((least, each) => (least === null || room(each) < room(least) ? each : least), null);

const room = (pool: Pool): number => pool.free_bytes - (pool.guard_bytes ?? 0);

const MOST_CHARTS = 2;

/** The disks: what is free now, how that went, and when it ends if it goes on so. */
export function Space({ range }: { range: Range }) {
  const disk = useQuery(diskQuery);
  return (
    <Card title={words.title} aside={<a href="#/config/Settings?field=FreeSpace">{disk.data?.guard ? words.guardSetting : words.setGuard}</a>}>
      <Asked query={disk}>
        {({ pools, problems }) => (
          <div className="dash-pools">
            {pools.length === 0 && <p className="quiet">{words.none}</p>}
            {pools.map((pool, index) => <PoolRow key={pool.name} pool={pool}>{index < MOST_CHARTS && <Course pool={pool} range={range} />}</PoolRow>)}
            {problems.map((problem) => <p key={problem} className="dash-problem">{shown(problem)}</p>)}
          </div>
        )}
      </Asked>
    </Card>
  );
}

function PoolRow({ pool, children }: { pool: Pool; children: ReactNode }) {
  const isShort = pool.short_bytes > 0;
  return (
    <div className={isShort ? "mood-bad" : "mood-idle"}>
      <p className="dash-pool-head">
        <span>{shown(pool.name)}</span>
        <span className="dash-pool-free"><b><Bytes size={pool.free_bytes} /></b> {pool.total_bytes === null ? words.free : words.freeOf(together(bytes(pool.total_bytes)))}</span>
      </p>
      {pool.total_bytes !== null && <PoolBar pool={pool} total={pool.total_bytes} />}
      <p className="quiet">
        {pool.guard_bytes === null ? words.noGuard : words.guard(together(bytes(pool.guard_bytes)))}
        {isShort && <span className="dash-short"> {words.short(together(bytes(pool.short_bytes)))}</span>}
        {pool.paused_count > 0 && ` ${words.paused(pool.paused_count)}`}
      </p>
      {children}
    </div>
  );
}

/** How the free space of a disk went, and what is foreseen of it. */
function Course({ pool, range }: { pool: Pool; range: Range }) {
  const { data } = useQuery(trendsQuery(range));
  const course = data?.disks.find((each) => each.name === pool.name);
  if (!data || !course) return null;
  const name = shown(pool.name);
  return (
    <>
      <Foreseen forecast={course.forecast} />
      <Lines label={words.course(name)} lines={[{ key: "free", label: words.freeSpace, color: "var(--series-1)", values: course.free }]} height={96}
        since={instant(data.since) ?? 0} step={data.stepSeconds * 1000} write={(size) => together(bytes(size))} short={shortTime(range)} long={longTime}
        threshold={pool.guard_bytes === null ? undefined : { value: pool.guard_bytes, word: words.guardWord }} />
    </>
  );
}

function Foreseen({ forecast }: { forecast: DiskForecast | null }) {
  if (!forecast) return <p className="dash-forecast quiet">{words.steady}</p>;
  const pace = words.pace(`${together(bytes(forecast.bytesPerSecond * 3600))}`, duration(forecast.seenSeconds));
  return <p className="dash-forecast">{forecast.guardAt ? words.guardIn : words.fullIn} <b><Time iso={forecast.guardAt ?? forecast.fullAt} /></b><span className="quiet">, {pace}</span></p>;
}

/** What is used, with a tick where the guard begins. */
function PoolBar({ pool, total }: { pool: Pool; total: number }) {
  const part = (size: number) => `${Math.max(0, Math.min(100, (size / Math.max(1, total)) * 100))}%`;
  const used = total - pool.free_bytes;
  const label = words.bar(together(bytes(used)), together(bytes(total)));
  return (
    <div className="bar dash-pool-bar" role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round((used / Math.max(1, total)) * 100)} aria-valuetext={label}>
      <span style={{ width: part(used) }} />
      {pool.guard_bytes !== null && <i style={{ right: part(pool.guard_bytes) }} title={words.guard(together(bytes(pool.guard_bytes)))} />}
    </div>
  );
}
