import type { SearchQueue } from "@/api/overview";
import { texts } from "@/texts";

export interface Segment {
  code: string;
  label: string;
  count: number;
  color: string;
}

/** What is wanted and not there, by why it is not searched this minute. Everything else that is skipped is no backlog. */
const COLORS: Record<string, string> = {
  upcoming: "var(--series-1)", search_running: "var(--work)", in_download_queue: "var(--good)", cooldown: "var(--series-2)", searched_already: "var(--series-5)",
  unreleased: "var(--idle)", not_before: "var(--series-6)", paused: "var(--held)", hourly_cap: "var(--series-4)", slot_limit: "var(--series-3)",
}; // prettier-ignore

/** The queues of all Arrs as one bar. */
export function backlogOf(queues: readonly SearchQueue[]): { total: number; segments: Segment[] } {
  const counts = new Map<string, number>();
  const add = (code: string, count: number) => counts.set(code, (counts.get(code) ?? 0) + count);
  for (const queue of queues) {
    add("upcoming", queue.upcoming.length);
    for (const [code, count] of Object.entries(queue.skipped)) add(code, count);
  }
  const segments = Object.entries(COLORS)
    .map(([code, color]) => ({ code, color, count: counts.get(code) ?? 0, label: texts.dashboard.backlog[code] ?? code }))
    .filter((each) => each.count > 0);
  return { total: segments.reduce((sum, each) => sum + each.count, 0), segments };
}
