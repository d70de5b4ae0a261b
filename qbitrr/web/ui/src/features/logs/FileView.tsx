import { Button } from "@mantine/core";
import { useEffect, useState, useSyncExternalStore } from "react";
import { texts } from "@/texts";
import { LogBook } from "./book";
import { fetchExcerpt } from "./api";
import { follow } from "./following";
import { Viewer } from "./Viewer";
import type { View } from "./view";

const t = texts.logs;

interface FileViewProps {
  view: View;
  isFollowing: boolean;
  isWrapped: boolean;
  onFollow: (isOn: boolean) => void;
  onLink: (line: number) => void;
  onSize: (size: { lines: number; bytes: number }) => void;
}

/** The book of one file, kept up to date while it is shown, and its lines. */
export function FileView({ view, isFollowing, isWrapped, onFollow, onLink, onSize }: FileViewProps) {
  const { file, line, wanted } = view;
  const [book] = useState(() => new LogBook((wish) => fetchExcerpt(file, { ...wish })));
  useSyncExternalStore(book.watch, book.snapshot);
  const [isHeard, setHeard] = useState(true);
  const { total, size, isReady, replaced } = book;

  useEffect(() => {
    let stop: (() => void) | null = null;
    let isOver = false;
    void book.open().then(() => {
      if (!isOver) stop = follow(file, book, setHeard);
    });
    return () => {
      isOver = true;
      stop?.();
    };
  }, [book, file]);
  useEffect(() => {
    if (isReady) onSize({ lines: total, bytes: size });
  }, [isReady, total, size, onSize]);

  return (
    <>
      {!isHeard && <p className="logs-bar" role="status"><span className="quiet">{t.lost}</span></p>}
      {replaced > 0 && <p className="logs-bar" role="status"><span className="quiet">{t.replaced}</span></p>}
      <Viewer file={file} book={book} target={line} wanted={wanted} isFollowing={isFollowing} isWrapped={isWrapped} onPause={() => onFollow(false)} onLink={onLink} />
      {!isFollowing && isReady && <Fresh key={replaced} total={total} onEnd={() => onFollow(true)} />}
    </>
  );
}

/** How many lines came since the view rests. */
function Fresh({ total, onEnd }: { total: number; onEnd: () => void }) {
  const [seen] = useState(total);
  const count = total - seen;
  return (
    <div className="logs-bar end">
      <span role="status" className="quiet">{t.paused}{count > 0 && ` · ${t.fresh(count)}`}</span>
      <Button variant="default" size="xs" onClick={onEnd}>{t.toEnd}</Button>
    </div>
  );
}
