import type { Quarantined } from "@/api/shapes";
import { instant } from "@/lib/format";

export interface Left {
  /** How much of the grace is over, 0 to 1; null: it stays until a person decides. */
  part: number | null;
  seconds: number | null;
}

/** How long a torrent stays in quarantine, of all the time it was given. */
export function leftOf({ at, purgeAt }: Pick<Quarantined, "at" | "purgeAt">, now: number): Left {
  const from = instant(at);
  const until = instant(purgeAt);
  if (from === null || until === null) return { part: null, seconds: null };
  return { part: until <= from ? 1 : Math.max(0, Math.min(1, (now - from) / (until - from))), seconds: Math.max(0, (until - now) / 1000) };
}

/** Those that leave first stand first; what only a person may delete stands last. */
export const inOrder = (all: readonly Quarantined[]): Quarantined[] =>
  [...all].sort((one, other) => (instant(one.purgeAt) ?? Infinity) - (instant(other.purgeAt) ?? Infinity) || one.name.localeCompare(other.name));

export function matching<T extends { name: string; section: string }>(all: readonly T[], text: string): T[] {
  const wanted = text.trim().toLowerCase();
  return wanted ? all.filter(({ name, section }) => `${name} ${section}`.toLowerCase().includes(wanted)) : [...all];
}

export const sizeOf = (all: readonly Pick<Quarantined, "sizeBytes">[]): number => all.reduce((sum, each) => sum + each.sizeBytes, 0);
export const keyOf = ({ instance, hash }: { instance: string; hash: string }): string => `${instance}/${hash}`;
