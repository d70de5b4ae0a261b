import { useSyncExternalStore } from "react";
import { Shared } from "./shared";

const now = new Shared(Date.now());
let timer: ReturnType<typeof setInterval> | undefined;

function tick(): void {
  if (document.visibilityState === "visible") now.set(Date.now());
}

function watch(watcher: () => void): () => void {
  const leave = now.watch(watcher);
  timer ??= setInterval(tick, 1000);
  return () => {
    leave();
    if (!now.isWatched) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The time, once a second while the page is visible and somebody shows it. */
export const useNow = (): number => useSyncExternalStore(watch, () => now.current);
