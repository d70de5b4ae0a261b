import type { EntryPage } from "@/api/activity";
import type { Entry } from "@/api/shapes";
import type { Story } from "@/components/journal/stories";
import { dayKey, instant } from "@/lib/format";

export type Row = { kind: "day"; key: string; at: number; acts: number | null } | { kind: "story"; key: string; story: Story };

/** Stories, the latest first, with a row before each day that says how many there are: of the last day only if nothing older *isMissing*. */
export function rowsOf(stories: readonly Story[], isMissing = false): Row[] {
  const days = new Map<string, { at: number; stories: Story[] }>();
  for (const story of stories) {
    const at = instant(story.head.at) ?? 0;
    const day = days.get(dayKey(at)) ?? { at, stories: [] };
    day.stories.push(story);
    days.set(dayKey(at), day);
  }
  return [...days].flatMap(([key, day], index): Row[] => [
    { kind: "day", key, at: day.at, acts: isMissing && index === days.size - 1 ? null : day.stories.length },
    // By its first entry: what is written later of the same matter does not move the row.
    ...day.stories.map((story): Row => ({ kind: "story", key: `s${story.entries[0]?.id ?? story.head.id}`, story })),
  ]);
}

/** Which of *newest* are above *shown*; both newest first. */
export const newerThan = (shown: readonly Entry[], newest: readonly Entry[]): Entry[] => newest.filter((each) => each.id > (shown[0]?.id ?? 0));

/** *pages* with what is newer on top; null if there is a gap between the two, so that it has to be asked for anew. */
export function withNewer(pages: readonly EntryPage[], newest: EntryPage): EntryPage[] | null {
  const [first, ...rest] = pages;
  if (!first) return null;
  const newer = newerThan(first.entries, newest.entries);
  const isWhole = newer.length < newest.entries.length || newest.nextBefore === null;
  return isWhole ? [{ ...first, entries: [...newer, ...first.entries] }, ...rest] : null;
}
