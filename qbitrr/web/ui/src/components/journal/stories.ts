import type { Entry } from "@/api/shapes";
import { instant } from "@/lib/format";
import { entryMood, type Mood } from "@/lib/states";
import { texts } from "@/texts";

/** One decision and what came of it: the entry that says it best, and the others of the same matter, the oldest first. */
export interface Story {
  head: Entry;
  entries: readonly Entry[];
}

/** Entries of one matter that are further apart are two stories. */
const TOGETHER_MS = 10 * 60_000;

/** Which entry of a story says it best. */
const WEIGHT: Record<string, number> = { imported: 5, quarantine: 5, import: 4, removal: 4, search: 3, replacement: 2, blocklist: 2, add_tags: 1 };

/** Entries (newest first) as stories, newest first by what stands at their head. */
export function storiesOf(entries: readonly Entry[]): Story[] {
  const open = new Map<string, { at: number; entries: Entry[] }>();
  const all: { entries: Entry[] }[] = [];
  for (const entry of [...entries].reverse()) {
    const at = instant(entry.at) ?? 0;
    const keys = keysOf(entry);
    const known = keys.map((key) => open.get(key)).find((story) => story && at - story.at <= TOGETHER_MS);
    const story = known ?? { at, entries: [] };
    if (!known) all.push(story);
    story.entries.push(entry);
    story.at = at;
    for (const key of keys) open.set(key, story);
  }
  return all.map(({ entries: own }) => ({ head: headOf(own), entries: own })).sort((one, other) => other.head.id - one.head.id);
}

function headOf(entries: readonly Entry[]): Entry {
  // Of equals the later one: "found" rather than "searching".
  return entries.reduce((best, each) => ((WEIGHT[each.act] ?? 1) >= (WEIGHT[best.act] ?? 1) ? each : best));
}

/** By what an entry finds its story. */
function keysOf(entry: Entry): string[] {
  const { act, section, instance, hash, name, result } = entry;
  const media = entry.media.length > 0 ? [`${act}/${section}/${entry.media.join(",")}`] : [];
  if (act === "import" || act === "imported" || (act === "add_tags" && entry.rule === "hand_over")) return hash ? [`import/${instance}/${hash}`] : [];
  if (act === "removal" || act === "quarantine" || act === "blocklist") {
    return name && (result === "done" || result === "retry") ? [`removal/${section}/${entry.why?.code ?? ""}/${name}`] : [];
  }
  if (act === "replacement") return [`removal/${section}/${entry.why?.code ?? ""}/${name}`, ...media];
  return act === "search" ? media : [];
}

/** Whether the torrent may still be brought back: what was deleted cannot. */
export const isUndoable = ({ act, hash }: Entry): boolean => hash !== "" && (act === "quarantine" || act === "removal" || act === "blocklist");

/** What was done, in the word that stands before the name; of a search it is what came of it. Undefined where only the sentence says it. */
export function verbOf({ act, result, detail }: Entry): string | undefined {
  const outcome = act === "search" || act === "replacement" ? detail["outcome"] : undefined;
  return texts.journal.verbs[typeof outcome === "string" ? `search.${outcome}` : result === "done" ? act : `${act}.${result}`];
}

/** Planned ends are quiet; only what went wrong is red. */
export function moodOf({ act, result, rule, detail }: Entry): Mood {
  if (result === "held" || result === "withdrawn") return "held";
  if (result === "failed") return "bad";
  if (result === "retry") return "wait";
  if (act === "search" || act === "replacement") return detail["outcome"] === "grabbed" ? "work" : "idle";
  if ((act === "removal" || act === "quarantine") && (rule === "at_limit" || rule === "asked" || rule === "by_operator")) return "idle";
  if (act === "quarantine") return "bad";
  if (act === "purge" || act === "delete") return "idle";
  if (act === "import" || act === "add_tags" || act === "remove_tags") return "idle";
  return entryMood(act, result);
}
