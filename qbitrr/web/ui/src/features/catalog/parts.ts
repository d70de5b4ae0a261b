import { instant } from "@/lib/format";
import { partName, type Group, type Leaf } from "./model";

/** An episode, an album or a book, found in what is known of its whole. */
export interface FoundPart {
  /** The key of the group it is in. */
  group: string;
  name: string;
  hasFile: boolean;
  monitored: boolean;
  reason: string | null;
  isOut: boolean;
  at: string;
  /** Itself, if it is wanted. */
  wantedIds: number[];
}

export const isOut = (leaf: Leaf): boolean => (instant(leaf.airsAt) ?? Infinity) < Date.now();

/** The part with that id among the seasons, albums or books of its whole; null if it is not there. */
export function partIn(groups: readonly Group[], id: number): FoundPart | null {
  for (const group of groups) {
    const wantedIds = group.wantedIds.filter((each) => each === id);
    const reason = wantedIds.length > 0 ? "Missing" : null;
    if (group.id === id) {
      const out = (instant(group.date) ?? 0) <= Date.now();
      return { group: group.key, name: group.title, hasFile: group.hasFile, monitored: group.monitored, reason: group.hasFile && reason ? "Upgrade" : reason, isOut: out, at: group.date, wantedIds };
    }
    const leaf = group.id === null ? group.leaves.find((each) => each.id === id) : undefined;
    if (leaf) {
      const name = partName(Number(group.key.replace("season ", "")), Number(leaf.number), leaf.title);
      return { group: group.key, name, hasFile: leaf.hasFile, monitored: leaf.monitored, reason: leaf.hasFile && reason ? "Upgrade" : reason, isOut: isOut(leaf), at: leaf.airsAt, wantedIds };
    }
  }
  return null;
}
