import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "@/api/client";
import { count, numberOrNull, read, rows, text } from "@/api/reading";
import type { TorrentPage } from "@/api/torrents";
import { Glyph } from "@/components/ui/Glyph";
import { Bytes } from "@/components/ui/Numbers";
import { Time } from "@/components/ui/Time";
import { useNow } from "@/lib/clock";
import { absolute, duration, shown } from "@/lib/format";
import { texts } from "@/texts";

const words = texts.torrents;
const SPEED_MS = 5_000;
const speeds = z.object({ down: count, up: count, clients: rows(z.object({ name: text, down: count, up: count })) });
const disk = z.object({ pools: rows(z.object({ name: text, free_bytes: numberOrNull })) });

/** How much of the list is here, how old it is, and the room on the disks. */
export function StatusBar({ loaded, total, asOf, isStale }: { loaded: number; total: number; asOf: number; isStale: boolean }) {
  const { data } = useQuery({ queryKey: ["disk"], queryFn: async ({ signal }) => get("disk", { signal }), refetchInterval: 60_000 });
  const pools = data === undefined ? [] : read(disk, data).pools;
  return (
    <footer className="torrents-status">
      <span>{words.loaded(loaded, total)}</span>
      <Speeds />
      {pools.map((pool) => pool.free_bytes !== null && <span key={pool.name} title={shown(pool.name)}><Bytes size={pool.free_bytes} /> {words.free}</span>)}
      {asOf > 0 && <span className="torrents-age">{isStale && <><Glyph mood="wait" size={14} /> {words.couldNotRefresh}, </>}{words.asOf} <Age at={asOf} /></span>}
    </footer>
  );
}

/** How fast the clients are, all together, and each where there are several. */
function Speeds() {
  const { data } = useQuery({ queryKey: ["speeds"], queryFn: async ({ signal }) => read(speeds, await get("speeds", { signal })), refetchInterval: SPEED_MS, retry: false });
  if (!data || data.clients.length === 0) return null;
  return (
    <>
      <span className="torrents-speeds"><Pace down={data.down} up={data.up} /></span>
      {data.clients.length > 1 && data.clients.map((each) => <span key={each.name} className="torrents-speeds quiet torrents-client">{shown(each.name)} <Pace down={each.down} up={each.up} /></span>)}
    </>
  );
}

function Pace({ down, up }: { down: number; up: number }) {
  return (
    <>
      <IconArrowDown size={14} stroke={1.75} role="img" aria-label={words.column.down} /> <Bytes size={down} perSecond /> <IconArrowUp size={14} stroke={1.75} role="img" aria-label={words.column.up} /> <Bytes size={up} perSecond />
    </>
  );
}

/** Never in the future, though the clock of the page ticks once a second only. */
function Age({ at }: { at: number }) {
  return <time title={absolute(at)}>{texts.common.ago(duration(Math.max(1, (useNow() - at) / 1000)))}</time>;
}

/** Clients that do not answer: their torrents are old. */
export function AwayClients({ clients }: { clients: TorrentPage["clients"] }) {
  return Object.entries(clients).map(([name, { alive, listedAt }]) =>
    alive ? null : (
      <p key={name} className="torrents-away mood-bad" role="status">
        <Glyph mood="bad" /> {listedAt ? <>{words.away(shown(name))} <Time iso={listedAt} />.</> : words.awayNever(shown(name))}
      </p>
    ),
  );
}
