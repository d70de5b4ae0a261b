import { useSyncExternalStore } from "react";
import { CloseButton } from "@mantine/core";
import { ApiError } from "@/api/errors";
import { texts } from "@/texts";
import "./toasts.css";

interface Toast {
  id: number;
  text: string;
  isError: boolean;
}

const MOST = 3;
let toasts: readonly Toast[] = [];
let last = 0;
const watchers = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const each of watchers) each();
}

/** Says something that the page itself does not show. The same text is said once at a time. */
export function say(text: string, isError = false): void {
  if (toasts.some((each) => each.text === text)) return;
  last += 1;
  const toast = { id: last, text, isError };
  set([...toasts, toast].slice(-MOST));
  setTimeout(() => dismiss(toast.id), isError ? 8000 : 3500);
}

/** An error with the id of its request. */
export function sayError(error: unknown): void {
  const id = error instanceof ApiError && error.requestId ? ` (${texts.errors.requestId} ${error.requestId})` : "";
  say(`${error instanceof Error ? error.message : String(error)}${id}`, true);
}

const dismiss = (id: number) => set(toasts.filter((each) => each.id !== id));

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function Toasts() {
  const shown = useSyncExternalStore(watch, () => toasts);
  const list = (isError: boolean) => (
    <div aria-live={isError ? "assertive" : "polite"} role={isError ? "alert" : "status"}>
      {shown.filter((each) => each.isError === isError).map((each) => (
        <div key={each.id} className={isError ? "toast mood-bad" : "toast"}>
          <span>{each.text}</span>
          <CloseButton size="sm" aria-label={texts.common.close} onClick={() => dismiss(each.id)} />
        </div>
      ))}
    </div>
  );
  return <div className="toasts">{list(false)}{list(true)}</div>;
}
