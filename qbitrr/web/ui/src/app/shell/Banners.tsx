import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { holdsQuery, useRelease } from "@/api/holds";
import { retryStream, useLive, useStream } from "@/api/live/store";
import { metaQuery } from "@/api/meta";
import { Glyph } from "@/components/ui/Glyph";
import { Time } from "@/components/ui/Time";
import { useNow } from "@/lib/clock";
import { duration, timeOfDay } from "@/lib/format";
import { texts } from "@/texts";
import { Renewed } from "./news/Renewed";

/** What must be seen on every page, above its content. */
export function Banners() {
  const status = useLive("status");
  return (
    <>
      <Stale />
      <Renewed />
      <Holds />
      {status?.dryRun && <div className="banner mood-held"><Glyph mood="held" /><span>{texts.banners.dryRun}</span><a href="#/config/Settings?field=DryRun">{texts.banners.dryRunLink}</a></div>}
      {status && !status.ready && <div className="banner mood-wait"><Glyph mood="wait" /><span>{texts.banners.starting}</span></div>}
      <Open />
    </>
  );
}

function Stale() {
  const stream = useStream();
  const now = useNow();
  if (stream.isConnected || !stream.heardAt) return null;
  return (
    <div className="banner mood-wait" role="status">
      <Glyph mood="wait" />
      <span>{texts.banners.stale(timeOfDay(stream.heardAt))} {stream.retryAt !== null && texts.banners.retryIn(duration(Math.max(1, (stream.retryAt - now) / 1000)))}</span>
      <Button size="compact-xs" variant="default" onClick={retryStream}>{texts.banners.retryNow}</Button>
    </div>
  );
}

function Holds() {
  const { data: holds = [] } = useQuery(holdsQuery);
  const release = useRelease();
  return holds.map((hold) => (
    <div key={hold.scope} className="banner mood-held" role="status">
      <Glyph mood="held" />
      <span>{hold.scope === "all" ? texts.hold.held : texts.hold.section(hold.scope)}{hold.reason && `: ${hold.reason}`} (<Time iso={hold.until} />)</span>
      <Button size="compact-xs" variant="default" loading={release.isPending} onClick={() => release.mutate(hold.scope)}>{texts.hold.release}</Button>
    </div>
  ));
}

function Open() {
  const { data: meta } = useQuery(metaQuery);
  if (!meta || meta.auth_required || ["localhost", "127.0.0.1", "[::1]"].includes(window.location.hostname)) return null;
  return <div className="banner mood-bad"><Glyph mood="bad" /><span>{texts.banners.authOff}</span><a href="#/config/WebUI">{texts.banners.dryRunLink}</a></div>;
}
