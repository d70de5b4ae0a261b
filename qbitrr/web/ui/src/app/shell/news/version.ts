const KEY = "qbitrr.seenVersion";

/** The version whose news were seen in this browser, null: none yet. */
export function seenVersion(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** Its news are not shown again. */
export function see(version: string): void {
  try {
    localStorage.setItem(KEY, version);
  } catch {
    // A browser that keeps nothing is told nothing new either: it would be told each time.
  }
}

/** The version there was before, if this one is news; who comes for the first time has no news. */
export const before = (running: string, seen: string | null): string | null => (running !== "" && seen !== null && seen !== running ? seen : null);
