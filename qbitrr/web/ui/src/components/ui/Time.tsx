import { absolute, duration, instant, NONE } from "@/lib/format";
import { useNow } from "@/lib/clock";
import { texts } from "@/texts";

/** How long ago an ISO time is, or how long until it; the tooltip has the time itself, local and UTC. */
export function Time({ iso, bare = false }: { iso: string | null | undefined; bare?: boolean }) {
  const now = useNow();
  const at = instant(iso);
  if (at === null) return <span className="quiet">{NONE}</span>;
  const seconds = (at - now) / 1000;
  const length = duration(Math.abs(seconds) < 1 ? 1 : seconds);
  return (
    <time dateTime={new Date(at).toISOString()} title={absolute(at)}>
      {bare ? length : seconds <= 0 ? texts.common.ago(length) : texts.common.in(length)}
    </time>
  );
}

/** A time to come; what is due already happens at the next look, which is now. */
export function Soon({ iso }: { iso: string | null | undefined }) {
  const now = useNow();
  const at = instant(iso);
  return at !== null && at <= now ? <span title={absolute(at)}>{texts.common.now}</span> : <Time iso={iso} />;
}
