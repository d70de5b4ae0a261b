import { useSyncExternalStore } from "react";
import { readDrafts, withoutSecrets, type Drafts } from "./model/drafts";

const KEY = "qbitrr.config.drafts";
const watchers = new Set<() => void>();
let drafts: Drafts = remembered();

/** Drafts live as long as the tab; what the browser keeps for a reload has no secrets in it. */
export function setDrafts(change: (before: Drafts) => Drafts): void {
  drafts = change(drafts);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(withoutSecrets(drafts)));
  } catch {
    // A browser that keeps nothing: they hold until the page is reloaded.
  }
  for (const each of watchers) each();
}

export const useDrafts = (): Drafts => useSyncExternalStore(watch, () => drafts);

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function remembered(): Drafts {
  try {
    return readDrafts(sessionStorage.getItem(KEY));
  } catch {
    return {};
  }
}
