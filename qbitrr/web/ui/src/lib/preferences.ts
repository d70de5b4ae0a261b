import { Shared, useShared } from "./shared";

export type Theme = "auto" | "light" | "dark";
export type Density = "comfortable" | "compact";

/** What a person can choose about how pages look and behave; what is missing was not chosen. */
export interface Preferences {
  theme?: Theme;
  density?: Density;
  /** Whether lists of libraries and clients refresh by themselves. */
  live?: boolean;
}

/** What was chosen in this browser, and what the configuration says to those that have chosen nothing. */
interface Known {
  own: Preferences;
  told: Preferences;
}

const KEY = "qbitrr.preferences";
const known = new Shared<Known>(remembered());
const choosing = new Set<(what: Preferences) => void>();

showDensity();
// Another tab has chosen.
window.addEventListener("storage", (event) => { if (event.key === KEY) become(remembered(), false); });

/** A person chooses: it holds here at once, and in the other tabs of this browser. */
export function choose(what: Preferences): void {
  become({ ...known.current, own: { ...known.current.own, ...what } });
  for (const each of choosing) each(what);
}

/** What the configuration says; a choice of this browser counts more. */
export function told(what: Preferences): void {
  if (JSON.stringify(what) !== JSON.stringify(known.current.told)) become({ ...known.current, told: what });
}

/** *name* need not be chosen here any more: the configuration says the same. */
export function leave(name: keyof Preferences): void {
  const own = { ...known.current.own };
  delete own[name];
  become({ ...known.current, own });
}

/** Calls *listener* with every choice a person makes in this tab, until what it returns is called. */
export function onChoice(listener: (what: Preferences) => void): () => void {
  choosing.add(listener);
  return () => void choosing.delete(listener);
}

/** Whether this browser has nothing of its own about one of these, so that the configuration has to be asked. */
export const lacks = (names: readonly (keyof Preferences)[]): boolean => names.some((name) => known.current.own[name] === undefined);

export const themeNow = (): Theme => effective(known.current).theme ?? "auto";
export const ownLive = (): boolean | undefined => known.current.own.live;

export const useTheme = (): Theme => effective(useShared(known)).theme ?? "auto";
export const useDensity = (): Density => effective(useShared(known)).density ?? "comfortable";
export const useOwnLive = (): boolean | undefined => useShared(known).own.live;

function effective({ own, told: said }: Known): Preferences {
  return { ...said, ...own };
}

function become(next: Known, isKept = true): void {
  known.set(next);
  showDensity();
  if (!isKept) return;
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // A browser that keeps nothing: it holds until the page is left.
  }
}

function showDensity(): void {
  document.documentElement.dataset["density"] = effective(known.current).density ?? "comfortable";
}

function remembered(): Known {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Record<keyof Known, unknown>>;
    return { own: readPreferences(kept.own), told: readPreferences(kept.told) };
  } catch {
    return { own: {}, told: {} };
  }
}

/** What of *value* is a choice at all. */
function readPreferences(value: unknown): Preferences {
  const { theme, density, live } = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  return {
    ...(theme === "auto" || theme === "light" || theme === "dark" ? { theme } : {}),
    ...(density === "comfortable" || density === "compact" ? { density } : {}),
    ...(typeof live === "boolean" ? { live } : {}),
  };
}
