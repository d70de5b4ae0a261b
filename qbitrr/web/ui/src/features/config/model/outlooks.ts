import type { Outlook } from "../api/outlook";

/** So many torrents get such a step, *fresh* of which do not as things are. */
export interface Tallied {
  step: string;
  data: string;
  count: number;
  fresh: number;
}

/** What would be done, over all sections and whatever the reason, in the order of the server: what weighs most first. */
export function tallied({ counts }: Outlook): Tallied[] {
  const found = new Map<string, Tallied>();
  for (const each of counts) {
    const key = `${each.step} ${each.data}`;
    const before = found.get(key) ?? { step: each.step, data: each.data, count: 0, fresh: 0 };
    found.set(key, { ...before, count: before.count + each.count, fresh: before.fresh + each.new });
  }
  return [...found.values()].filter((each) => each.count > 0);
}

/** Torrents of which nobody can say what would be done to them, or only that they stay. */
export function unsaid({ sections }: Outlook): { unread: number; away: number; failed: number } {
  const sum = (of: (section: Outlook["sections"][number]) => number) => sections.reduce((all, each) => all + of(each), 0);
  return { unread: sum((each) => each.unread), away: sum((each) => each.unlisted), failed: sum((each) => each.failed) };
}
