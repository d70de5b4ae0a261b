import { Button } from "@mantine/core";
import { useEffect, useSyncExternalStore } from "react";
import { Empty } from "@/components/ui/Empty";
import { say } from "@/components/ui/toasts";
import { bytes, together } from "@/lib/format";
import { save } from "@/lib/saving";
import { texts } from "@/texts";
import type { LogFile } from "./api";
import type { Wanted } from "./model/view";
import type { Sieve } from "./reading/sieve";
import type { LogRecord } from "./reading/source";
import { Viewer } from "./Viewer";

const t = texts.logs;
const RENEW_MS = 5000;

interface FilteredProps {
  sieve: Sieve;
  wanted: Wanted;
  isFollowing: boolean;
  isWrapped: boolean;
  isNamed: boolean;
  /** The files as they are now, to see whether they grew. */
  sizes: () => Promise<readonly LogFile[]>;
  onFollow: (isOn: boolean) => void;
  onLink: (record: LogRecord) => void;
  onLogger: (logger: string) => void;
  onClear: () => void;
}

/** What passes the filter, the newest at the end. */
export function Filtered({ sieve, wanted, isFollowing, isWrapped, isNamed, sizes, onFollow, onLink, onLogger, onClear }: FilteredProps) {
  useSyncExternalStore(sieve.watch, sieve.snapshot);
  const { isReady, records, searched } = sieve;
  useEffect(() => {
    if (!isReady || !isFollowing) return;
    const timer = setInterval(() => {
      if (document.visibilityState !== "visible") return;
      // Only what grew is looked through.
      void sizes().then((files) => (files.some((each) => (sieve.ends.get(each.name) ?? each.size) !== each.size) ? sieve.renew() : undefined)).catch(() => undefined);
    }, RENEW_MS);
    return () => clearInterval(timer);
  }, [sieve, sizes, isReady, isFollowing]);
  const clear = <Button variant="default" size="xs" onClick={onClear}>{texts.common.clearFilters}</Button>;
  const further = <Button variant="default" size="xs" loading={sieve.reading !== null} onClick={() => void sieve.more("earlier", true)}>{t.searchFurther}</Button>;
  const text = () => records.map((each) => each.lines.join("\n") + "\n").join("");
  const copy = () => void navigator.clipboard?.writeText(text()).then(() => say(t.copiedMatches(records.length)), () => undefined);
  return (
    <>
      <div className="logs-bar">
        <span role="status">{isReady ? t.passed(records.length, sieve.hasEarlier) : t.searching}</span>
        {isReady && searched > 0 && sieve.hasEarlier && <span className="quiet">{t.searchedInVain(together(bytes(searched)))}</span>}
        {isReady && records.length > 0 && sieve.hasEarlier && !sieve.isEager && further}
        {sieve.isFull && <span className="quiet">{t.full}</span>}
        {isReady && records.length > 0 && <Button variant="default" size="xs" onClick={copy}>{t.copyMatches}</Button>}
        {isReady && records.length > 0 && <Button variant="default" size="xs" onClick={() => save(text(), t.matchesFile, "text/plain")}>{t.saveMatches}</Button>}
        {clear}
      </div>
      <Viewer source={sieve} label={t.passed(records.length, sieve.hasEarlier)} target={null} wanted={wanted} isFollowing={isFollowing} isWrapped={isWrapped} isNamed={isNamed}
        empty={<Empty title={sieve.hasEarlier ? t.noneYet : t.noneLevel} action={sieve.hasEarlier ? further : clear} />} onPause={() => onFollow(false)} onLink={onLink} onLogger={onLogger} />
    </>
  );
}
