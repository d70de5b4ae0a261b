import { useSyncExternalStore } from "react";

export type Density = "comfortable" | "compact";

const KEY = "qbitrr.density";
const watchers = new Set<() => void>();
let density: Density = remembered();
document.documentElement.dataset["density"] = density;

/** A preference of this browser alone. */
export function setDensity(next: Density): void {
  density = next;
  document.documentElement.dataset["density"] = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // A browser that keeps nothing: it holds until the page is left.
  }
  for (const each of watchers) each();
}

export const useDensity = (): Density => useSyncExternalStore(watch, () => density);

function watch(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function remembered(): Density {
  try {
    return localStorage.getItem(KEY) === "compact" ? "compact" : "comfortable";
  } catch {
    return "comfortable";
  }
}
