import type { Icon } from "@tabler/icons-react";

/** Something the palette can lead to. */
export interface Target {
  key: string;
  group: string;
  label: string;
  /** More words by which it is found, and what is shown beside it. */
  hint?: string;
  icon?: Icon;
  go: () => void;
  /** What Shift-Enter does, if it is something else. */
  why?: () => void;
}

const MOST_OF_A_GROUP = 8;

/** The targets that have every word of *typed*, those that begin with it first; a few of each group. */
export function found(targets: readonly Target[], typed: string): Target[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const good = targets.filter((target) => {
    const text = `${target.label} ${target.hint ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const first = words[0] ?? "";
  const rank = (target: Target) => (target.label.toLowerCase().startsWith(first) ? 0 : 1);
  const groups = new Map<string, Target[]>();
  for (const target of good.sort((a, b) => rank(a) - rank(b))) {
    const group = groups.get(target.group) ?? [];
    if (group.length < MOST_OF_A_GROUP) group.push(target);
    groups.set(target.group, group);
  }
  return [...groups.values()].flat();
}
