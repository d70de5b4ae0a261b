import type { Mood } from "@/lib/states";
import type { SearchQueue } from "../api/searching";

interface Grouped {
  skip: string | null;
  count: number;
  /** The earliest end of what is in the way, null if not known. */
  until: string | null;
  /** When the first of those that nothing holds up is searched. */
  next: string | null;
  why: string;
}

/** How many items wait for the same; most of them first. */
export function groupedStandings(queue: Pick<SearchQueue, "items" | "upcoming">): Grouped[] {
  const groups = new Map<string | null, Grouped>();
  for (const { id, skip, until } of queue.items) {
    const next = skip === null ? queue.upcoming.find((each) => each.ids.includes(id)) : undefined;
    const group = groups.get(skip) ?? { skip, count: 0, until: null, next: null, why: next?.why ?? "" };
    groups.set(skip, { ...group, count: group.count + 1, until: earlier(group.until, until), next: earlier(group.next, next?.at ?? null) });
  }
  return [...groups.values()].sort((a, b) => b.count - a.count);
}

const earlier = (a: string | null, b: string | null): string | null => (a === null || (b !== null && Date.parse(b) < Date.parse(a)) ? b : a);

const MOODS: Record<string, Mood> = {
  in_download_queue: "work", search_running: "work", has_content_and_fine: "good", not_before: "held", paused: "held",
  cooldown: "wait", searched_already: "wait", hourly_cap: "wait", slot_limit: "wait",
};

export const skipMood = (skip: string | null): Mood => (skip === null ? "wait" : (MOODS[skip] ?? "idle"));
