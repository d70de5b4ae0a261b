import { Button, CloseButton, NativeSelect } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { say } from "@/components/ui/toasts";
import { useAddress } from "@/lib/address";
import { apiUrl, part } from "@/lib/base";
import { bytes, together } from "@/lib/format";
import { texts } from "@/texts";
import { filesQuery, overviewQuery, placeQuery, sieveOf, type LogFile } from "./api";
import { FileView } from "./FileView";
import { Filtered } from "./Filtered";
import { Finder } from "./Finder";
import { useKeys, type Act } from "./keys";
import { wholeLink } from "./model/links";
import { totals } from "./model/spans";
import { isSearch, NO_FILTER, stepped, viewOf } from "./model/view";
import { Sieve } from "./reading/sieve";
import type { LogRecord } from "./reading/source";
import { Verbosity } from "./Verbosity";

const t = texts.logs;
const NOWHERE = { byte: null, line: null, at: null } as const;

export function Logs({ files }: { files: LogFile[] }) {
  const [address, change] = useAddress();
  const queries = useQueryClient();
  const view = viewOf(address, files);
  const { file, base, byte, sought, wanted } = view;
  const [isRunning, setRunning] = useState(true);
  const [isWrapped, setWrapped] = useState(() => window.matchMedia("(max-width: 719px)").matches);
  const [size, setSize] = useState(0);
  const isFinding = isSearch(wanted);
  const asked = isFinding ? JSON.stringify([base, wanted]) : "";
  const [sieve, setSieve] = useState<{ asked: string; of: Sieve } | null>(null);
  const isListed = isFinding && byte === null && sought === null;
  const isFollowing = isRunning && byte === null && sought === null;
  const place = useQuery({ ...placeQuery(file, sought), enabled: sought !== null });

  if ((sieve?.asked ?? "") !== asked) setSieve(asked ? { asked, of: new Sieve(sieveOf(base, wanted)) } : null);
  useEffect(() => void sieve?.of.open(), [sieve]);
  useEffect(() => {
    if (sought === null || place.data === undefined) return;
    const { file: found, byte: start, size: all } = place.data;
    change({ ...NOWHERE, file: found, byte: start < all ? start : null }, { replace: true });
  });

  const open = (record: LogRecord | undefined) => record && change({ ...NOWHERE, file: record.file, in: record.file === base ? null : base, byte: record.byte });
  const step = (by: 1 | -1) => {
    const records = sieve?.of.records ?? [];
    open(records[stepped(records, { file, byte }, by)]);
  };
  const followFrom = (isOn: boolean) => {
    setRunning(isOn);
    if (isOn) change({ ...NOWHERE, in: null, file: base });
  };
  const acts: Record<Act, () => void> = {
    next: () => step(-1), previous: () => step(1), follow: () => followFrom(!isFollowing), begin: () => change({ ...NOWHERE, byte: 0 }), end: () => followFrom(true),
  };
  useKeys((what) => acts[what]());
  const copy = (record: LogRecord) => void navigator.clipboard?.writeText(wholeLink(record.file, record.byte)).then(() => say(t.copied), () => undefined);
  const filter = (what: Record<string, string | number | null>) => change({ ...NOWHERE, ...what, in: null, file: base });
  const sizes = useCallback(() => queries.fetchQuery({ ...filesQuery, staleTime: 0 }), [queries]);
  const all = files.find((each) => each.name === file);
  const whole = together(bytes(size || all?.size || 0));
  const spread = useQuery({ ...overviewQuery(file), enabled: file !== "" });
  const sums = spread.data && totals(spread.data.samples, spread.data.size);
  const sentence = isListed ? t.filtered([base, ...wanted.merged]) : sums ? t.sentence(file, sums, spread.data?.is_whole === false) : file;
  return (
    <Page name={t.title} sentence={sentence}
      actions={<Buttons file={file} isFollowing={isFollowing} isWrapped={isWrapped} onFollow={() => followFrom(!isFollowing)} onWrap={() => setWrapped(!isWrapped)} />}>
      <div className="logs-tools">
        <NativeSelect aria-label={t.file} value={file} data={options(files, file)} onChange={(event) => { setSize(0); change({ ...NOWHERE, file: event.currentTarget.value, in: null, with: null }); }} />
        <Finder view={view} files={files} onFilter={filter} />
      </div>
      {byte !== null && (
        <div className="logs-bar">
          <span>{t.at(together(bytes(byte)), whole)}</span>
          <Button variant="default" size="xs" onClick={() => copy({ file, byte, lines: [] })}>{t.copyLink}</Button>
          {isFinding && (
            <>
              <Button variant="default" size="xs" onClick={() => step(1)} aria-label={t.previous} aria-keyshortcuts="Shift+N">{texts.common.previous}</Button>
              <Button variant="default" size="xs" onClick={() => step(-1)} aria-label={t.next} aria-keyshortcuts="n">{texts.common.next}</Button>
              <Button variant="default" size="xs" onClick={() => change({ ...NOWHERE, in: null, file: base })}>{t.back}</Button>
            </>
          )}
          <CloseButton aria-label={texts.common.close} onClick={() => change({ ...NOWHERE, ...NO_FILTER, in: null })} />
        </div>
      )}
      {sought !== null && (place.isError ? <Failure error={place.error} retry={() => void place.refetch()} /> : <div className="logs-view loading"><Skeletons rows={20} height="16px" /></div>)}
      {isListed && sieve && <Filtered key={asked} sieve={sieve.of} wanted={wanted} isFollowing={isFollowing} isWrapped={isWrapped} isNamed={wanted.merged.length > 0} sizes={sizes} onFollow={followFrom}
        onLink={open} onLogger={(logger) => filter({ logger })} onClear={() => change(NO_FILTER)} />}
      {!isListed && sought === null && <FileView key={file} view={view} isFollowing={isFollowing} isWrapped={isWrapped} onFollow={followFrom} onLink={copy} onLogger={(logger) => filter({ logger })}
        onSeek={(to) => change({ ...NOWHERE, byte: to }, { replace: true })} onSize={setSize} />}
      <p className="logs-keys quiet">{t.keys}</p>
    </Page>
  );
}

interface ButtonsProps {
  file: string;
  isFollowing: boolean;
  isWrapped: boolean;
  onFollow: () => void;
  onWrap: () => void;
}

function Buttons({ file, isFollowing, isWrapped, onFollow, onWrap }: ButtonsProps) {
  return (
    <>
      <Button variant="default" onClick={onFollow} aria-keyshortcuts="f">{isFollowing ? t.pause : t.follow}</Button>
      <Button variant="default" aria-pressed={isWrapped} className={isWrapped ? "logs-on" : ""} onClick={onWrap}>{t.wrap}</Button>
      <Button variant="default" component="a" href={apiUrl(`logs/${part(file)}/download`)} download={file}>{t.download}</Button>
      <Verbosity />
    </>
  );
}

function options(files: readonly LogFile[], chosen: string) {
  const known = files.map(({ name, size, rotated }) => ({ value: name, label: `${name} (${together(bytes(size))}${rotated ? `, ${t.older}` : ""})` }));
  return known.some((each) => each.value === chosen) ? known : [...known, { value: chosen, label: chosen }];
}
