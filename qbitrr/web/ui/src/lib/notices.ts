import { Shared, useShared } from "./shared";

/** Something that was said in passing. */
export interface Notice {
  id: number;
  text: string;
  isError: boolean;
  /** When it was said last (ms), and how often in a row. */
  at: number;
  times: number;
}

export interface Notices {
  /** What is on the screen now. */
  shown: readonly Notice[];
  /** What was said since the page was opened, the newest first. */
  past: readonly Notice[];
  /** How many of them nobody has looked at. */
  unseen: number;
}

const MOST_SHOWN = 3;
const MOST_KEPT = 50;
const SHOWN_MS = { info: 3_500, error: 8_000 };
/** What was said just now is not said again at once. */
const QUIET_MS = 4_000;
const NOTHING: Notices = { shown: [], past: [], unseen: 0 };

const notices = new Shared<Notices>(NOTHING);
let last = 0;

/** Says *text* for some seconds, and keeps it to be read again. The same is said once at a time, and counted. */
export function tell(text: string, isError = false): void {
  const { shown, past, unseen } = notices.current;
  const now = Date.now();
  const isSame = (each: Notice | undefined) => each !== undefined && each.text === text && each.isError === isError;
  const before = past.find(isSame);
  const repeats = before !== undefined && isSame(past[0]);
  last += 1;
  const notice = { id: last, text, isError, at: now, times: repeats ? before.times + 1 : 1 };
  const kept = [notice, ...(repeats ? past.slice(1) : past)].slice(0, MOST_KEPT);
  const isQuiet = shown.some(isSame) || (before !== undefined && now - before.at < QUIET_MS);
  notices.set({ shown: isQuiet ? shown : [...shown, notice].slice(-MOST_SHOWN), past: kept, unseen: repeats && unseen > 0 ? unseen : Math.min(unseen + 1, MOST_KEPT) });
  if (!isQuiet) setTimeout(() => dismiss(notice.id), isError ? SHOWN_MS.error : SHOWN_MS.info);
}

/** It is seen: it leaves the screen and stays among what was said. */
export function dismiss(id: number): void {
  notices.set({ ...notices.current, shown: notices.current.shown.filter((each) => each.id !== id) });
}

/** Somebody has looked through them. */
export const looked = (): void => notices.set({ ...notices.current, unseen: 0 });

/** Nothing was ever said. */
export const forgetNotices = (): void => notices.set(NOTHING);

export const useNotices = (): Notices => useShared(notices);
