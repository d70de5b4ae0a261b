import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useLive } from "@/api/live/store";
import { diskQuery, removalLimitsQuery, trendsQuery } from "@/api/overview";
import { lastOf } from "@/components/charts/lines";
import { Bytes } from "@/components/ui/Numbers";
import { Time } from "@/components/ui/Time";
import { number, ratio } from "@/lib/format";
import { texts } from "@/texts";
import { useBacklog, useCounts } from "./seeing";
import { tightest } from "./Space";

const words = texts.dashboard.figures;

/** The figures of the whole; each leads to the page that lists what it counts. */
export function Figures() {
  const counts = useCounts();
  const backlog = useBacklog();
  const quarantine = useLive("quarantine");
  const { data: disk } = useQuery(diskQuery);
  const { data: limits } = useQuery(removalLimitsQuery);
  const { data: trends } = useQuery(trendsQuery("1h"));
  const down = trends && lastOf(trends.down);
  const up = trends && lastOf(trends.up);
  const pool = disk && tightest(disk.pools);
  const held = quarantine ? Object.values(quarantine.quarantine) : null;
  const first = held?.flatMap((each) => (each.purgeAt ? [each.purgeAt] : [])).sort()[0];
  return (
    <ul className="dash-figures" aria-label={words.label}>
      <Figure name={words.downloading} href="#/torrents?state=downloading" value={counts && (down ? <Bytes size={down.value} perSecond /> : number(counts.downloading))}
        below={counts && `${down ? `${words.torrents(counts.downloading)}, ` : ""}${counts.stalled ? words.stalled(counts.stalled) : words.noneStalled}`} />
      <Figure name={words.seeding} href="#/torrents?state=uploading" value={counts && number(counts.seeding)} below={counts && <>{words.ratio(ratio(counts.ratio))}{up && <> · {words.up} <Bytes size={up.value} perSecond /></>}</>} />
      <Figure name={words.free} href={disk?.guard ? "#/config/Settings?field=FreeSpace" : "#/qbittorrent"} value={pool && <Bytes size={pool.free_bytes} />}
        below={pool && (pool.guard_bytes === null ? words.noGuard : <>{words.guard} <Bytes size={pool.guard_bytes} /></>)} />
      <Figure name={words.backlog} href="#/search" value={backlog && number(backlog.total)} below={backlog && words.searched(backlog.searchedLastHour)} />
      <Figure name={words.quarantine} href="#/quarantine" value={held && number(held.length)} below={held && (first ? <>{words.first} <Time iso={first} /></> : words.nothingHeld)} />
      <Figure name={words.removed} href="#/activity?act=removal" value={limits && <>{number(limits.removed)}{limits.limit !== null && <span className="unit"> / {number(limits.limit)}</span>}</>}
        below={limits && (limits.waiting ? words.waiting(limits.waiting) : words.ofLimit)} />
    </ul>
  );
}

function Figure({ name, value, below, href }: { name: string; value: ReactNode; below: ReactNode; href: string }) {
  const isKnown = value !== null && value !== undefined;
  return (
    <li>
      <a className="dash-figure" href={href}>
        <span className="dash-figure-name">{name}</span>
        <span className="dash-figure-value">{isKnown ? value : texts.common.none}</span>
        <span className="dash-figure-below">{isKnown ? below : "\u00a0"}</span>
      </a>
    </li>
  );
}
