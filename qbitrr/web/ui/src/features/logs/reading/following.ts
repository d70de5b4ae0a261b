import * as z from "zod/mini";
import { apiUrl, part } from "@/lib/base";
import { excerpt, fetchExcerpt, type Excerpt } from "../api";
import type { LogBook } from "./book";

const POLL_MS = 3000;

/**
 * Keeps *book* up to date with its file until what it returns is called: by the stream of the server, or, where that does not hold (too
 * many streams, a proxy that holds it back), by asking. Nothing is asked while nobody sees the page. *onState* hears whether it works.
 */
export function follow(book: LogBook, onState: (isGood: boolean) => void): () => void {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  const place = () => ({ since_bytes: book.size, inode: book.inode });
  const stop = () => {
    source?.close();
    source = null;
    clearTimeout(timer);
  };
  const poll = async () => {
    try {
      const found = await fetchExcerpt(book.file, place());
      if (isOver || source) return;
      take(book, found);
      onState(true);
    } catch {
      onState(false);
    }
    if (!isOver && !source && document.visibilityState === "visible") timer = setTimeout(() => void poll(), POLL_MS);
  };
  const begin = () => {
    stop();
    if (isOver || document.visibilityState !== "visible") return;
    const mine = new EventSource(apiUrl(`logs/${part(book.file)}/stream`, place()), { withCredentials: true });
    source = mine;
    const hear = (event: MessageEvent<string>) => {
      const found = decoded(event.data);
      if (found && source === mine) take(book, found, event.type === "rotated");
    };
    mine.addEventListener("append", hear);
    mine.addEventListener("rotated", hear);
    mine.onopen = () => onState(true);
    mine.onerror = () => {
      if (source !== mine || mine.readyState !== EventSource.CLOSED) return; // it connects again by itself
      stop();
      void poll();
    };
  };
  document.addEventListener("visibilitychange", begin);
  begin();
  return () => {
    isOver = true;
    document.removeEventListener("visibilitychange", begin);
    stop();
  };
}

/** Another file has the name, or something was left out: the end is read anew. */
function take(book: LogBook, found: Excerpt, isRotated = found.rotated): void {
  if (isRotated) void book.anew();
  else if (found.content !== "") book.append(found);
}

function decoded(data: string): Excerpt | null {
  try {
    const result = z.safeParse(excerpt, JSON.parse(data));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
