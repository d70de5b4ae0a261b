import { Button, CloseButton, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { say } from "@/components/ui/toasts";
import { useAddress } from "@/lib/address";
import { apiUrl, part } from "@/lib/base";
import { bytes, together } from "@/lib/format";
import { texts } from "@/texts";
import { matchesQuery, type LogFile, type Match } from "./api";
import { FileView } from "./FileView";
import { Finder } from "./Finder";
import { useKeys, type Act } from "./keys";
import { wholeLink } from "./links";
import { Matches } from "./Matches";
import { Verbosity } from "./Verbosity";
import { isSearch, stepped, viewOf } from "./view";

const t = texts.logs;

export function Logs({ files }: { files: LogFile[] }) {
  const [address, change] = useAddress();
  const view = viewOf(address, files);
  const { file, base, line, wanted } = view;
  const [isRunning, setRunning] = useState(true);
  const [isWrapped, setWrapped] = useState(() => window.matchMedia("(max-width: 719px)").matches);
  const [size, setSize] = useState<{ lines: number; bytes: number } | null>(null);
  const isFinding = isSearch(wanted);
  const found = useQuery({ ...matchesQuery(base, wanted, view.withOlder), enabled: isFinding });
  const matches = isFinding ? (found.data?.matches ?? []) : [];
  const isListed = isFinding && line === null;
  const isFollowing = isRunning && line === null;

  const open = (match: Match | undefined) => match && change({ file: match.file, in: match.file === base ? null : base, line: match.line });
  const step = (by: 1 | -1) => open(matches[stepped(matches, { file, line }, by)]);
  const followFrom = (isOn: boolean) => {
    setRunning(isOn);
    if (isOn) change({ line: null, q: null, level: null, in: null, file: base });
  };
  const acts: Record<Act, () => void> = {
    next: () => step(1), previous: () => step(-1), follow: () => followFrom(!isFollowing), begin: () => change({ line: 1 }), end: () => followFrom(true),
  };
  useKeys((what) => acts[what]());
  const link = (number: number) => {
    change({ file, line: number });
    void navigator.clipboard?.writeText(wholeLink(file, number)).then(() => say(t.copied), () => undefined);
  };
  const here = matches.findIndex((each) => each.file === file && each.line === line);
  const listed = found.data ? t.found(base, found.data.matches.length) : base;
  const sentence = isListed ? listed : size ? t.sentence(file, size.lines, together(bytes(size.bytes))) : file;
  return (
    <Page name={t.title} sentence={sentence} actions={<Buttons file={file} isFollowing={isFollowing && !isListed} isWrapped={isWrapped} onFollow={() => followFrom(!isFollowing || isListed)} onWrap={() => setWrapped(!isWrapped)} />}>
      <div className="logs-tools">
        <NativeSelect aria-label={t.file} value={file} data={options(files, file)} onChange={(event) => { setSize(null); change({ file: event.currentTarget.value, line: null, in: null }); }} />
        <Finder view={view} onLevel={(level) => change({ level: level === "all" ? null : level, line: null, in: null, file: base })}
          onFind={({ q, regex, older }) => change({ q, regex: regex ? 1 : null, older: older ? null : 0, line: null, in: null, file: base })} />
      </div>
      {line !== null && (
        <div className="logs-bar">
          <span>{t.line(line)}</span>
          <Button variant="default" size="xs" onClick={() => link(line)}>{t.copyLink}</Button>
          <CloseButton aria-label={texts.common.close} onClick={() => change({ line: null, q: null, level: null })} />
          {isFinding && (
            <>
              <span role="status">{here >= 0 ? t.place(here + 1, matches.length) : t.matches(matches.length, found.data?.files_searched.length ?? 0)}</span>
              <Button variant="default" size="xs" onClick={() => step(-1)} aria-label={t.previous} aria-keyshortcuts="Shift+N">{texts.common.previous}</Button>
              <Button variant="default" size="xs" onClick={() => step(1)} aria-label={t.next} aria-keyshortcuts="n">{texts.common.next}</Button>
              <Button variant="default" size="xs" onClick={() => change({ line: null, in: null, file: base })}>{t.back}</Button>
            </>
          )}
        </div>
      )}
      {isListed && found.isError && <Failure error={found.error} retry={() => void found.refetch()} />}
      {isListed && found.isPending && <div className="logs-view loading"><Skeletons rows={12} height="60px" /></div>}
      {isListed && found.data && <Matches key={`${wanted.text} ${wanted.level}`} found={found.data} wanted={wanted} onOpen={(index) => open(matches[index])} onClear={() => change({ q: null, level: null, regex: null })} />}
      {!isListed && <FileView key={file} view={view} isFollowing={isFollowing} isWrapped={isWrapped} onFollow={followFrom} onLink={link} onSize={setSize} />}
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
