import { Button } from "@mantine/core";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { Empty } from "@/components/ui/Empty";
import { texts } from "@/texts";
import { parsed } from "./model/lines";
import type { View } from "./model/view";
import { LogBook } from "./reading/book";
import { follow } from "./reading/following";
import { rangeOf } from "./reading/range";
import type { LogRecord } from "./reading/source";
import { Spread } from "./Spread";
import { Viewer } from "./Viewer";

const t = texts.logs;

interface FileViewProps {
  view: View;
  isFollowing: boolean;
  isWrapped: boolean;
  onFollow: (isOn: boolean) => void;
  onLink: (record: LogRecord) => void;
  onLogger: (logger: string) => void;
  onSeek: (byte: number) => void;
  onSize: (bytes: number) => void;
}

/** The part of one file that is looked at, kept up to date while it is shown. */
export function FileView({ view, isFollowing, isWrapped, onFollow, onLink, onLogger, onSeek, onSize }: FileViewProps) {
  const { file, byte, wanted } = view;
  const [book] = useState(() => new LogBook(file, rangeOf(file)));
  useSyncExternalStore(book.watch, book.snapshot);
  const [isHeard, setHeard] = useState(true);
  const [at, setAt] = useState("");
  const { size, isReady, replaced, unseen } = book;

  useEffect(() => {
    let stop: (() => void) | null = null;
    let isOver = false;
    void (byte === null ? book.open() : book.seek(byte)).then(() => {
      if (!isOver) stop = follow(book, setHeard);
    });
    return () => {
      isOver = true;
      stop?.();
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- where it opens; later places are below
  }, [book]);
  useEffect(() => {
    if (!isReady) return;
    if (byte !== null) void book.seek(byte);
    else if (isFollowing && book.hasLater) void book.open();
    if (isFollowing) book.seen();
  }, [book, byte, isFollowing, isReady]);
  useEffect(() => {
    if (isReady) onSize(size);
  }, [isReady, size, onSize]);
  const place = useCallback((record: LogRecord) => {
    const head = parsed(record.lines[0] ?? "");
    if (head.day) setAt(`${head.day} ${head.time}`);
  }, []);

  return (
    <>
      <Spread file={file} at={at} onSeek={onSeek} />
      {!isHeard && <p className="logs-bar" role="status"><span className="quiet">{t.lost}</span></p>}
      {replaced > 0 && <p className="logs-bar" role="status"><span className="quiet">{t.replaced}</span></p>}
      <Viewer source={book} label={t.region(file)} target={byte === null ? null : { file, byte }} wanted={wanted} isFollowing={isFollowing} isWrapped={isWrapped} isNamed={false} empty={<Empty title={t.empty} />}
        onPause={() => onFollow(false)} onLink={onLink} onLogger={onLogger} onPlace={place} />
      {!isFollowing && isReady && (
        <div className="logs-bar end">
          <span role="status" className="quiet">{t.paused}{unseen > 0 && ` · ${t.fresh(unseen)}`}</span>
          <Button variant="default" size="xs" onClick={() => onFollow(true)}>{t.toEnd}</Button>
        </div>
      )}
    </>
  );
}
