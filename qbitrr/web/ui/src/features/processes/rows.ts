import type { Process, Status } from "@/api/shapes";
import type { Mood } from "@/lib/states";

const TYPES = ["radarr", "sonarr", "lidarr", "readarr"];
const KINDS = ["torrent", "search", "category"];

/** The children of one section, or a client that has none. */
export interface Group {
  name: string;
  /** Of the Arr; empty for a client and for what belongs to neither. */
  type: string;
  processes: Process[];
  /** Why the Arr does not answer; empty while it does. */
  trouble: string;
}

/** The sections by type of Arr, then what is no Arr's; in each, torrents before search. */
export function grouped(processes: readonly Process[], status: Status | undefined): Group[] {
  const arrs = new Map((status?.arrs ?? []).map((arr) => [arr.name, arr]));
  const names = [...new Set([...arrs.keys(), ...processes.map((each) => each.name)])];
  const groups = names.map((name) => {
    const arr = arrs.get(name);
    const own = processes.filter((each) => each.name === name).sort((a, b) => place(KINDS, a.kind) - place(KINDS, b.kind));
    return { name, type: arr?.type ?? "", processes: own, trouble: arr && !arr.connected ? arr.why || name : "" };
  });
  return groups.sort((a, b) => place(TYPES, a.type) - place(TYPES, b.type) || a.name.localeCompare(b.name));
}

const place = (order: readonly string[], name: string): number => (order.indexOf(name) + order.length + 1) % (order.length + 1);

/** The word for how a child is, and its kind of state. */
export function stateOf(process: Process): { word: string; mood: Mood } {
  if (process.rebuilding) return { word: "rebuilding", mood: "work" };
  switch (process.state) {
    case "running":
      return (process.activeCommands ?? 0) > 0 ? { word: "searching", mood: "work" } : { word: "running", mood: "good" };
    case "starting":
    case "stopping":
      return { word: process.state, mood: "work" };
    case "backoff":
      return { word: "backoff", mood: "wait" };
    case "crashed":
      return { word: "crashed", mood: "bad" };
    default:
      return { word: process.state, mood: process.alive ? "good" : "idle" };
  }
}

/** Whether it ended by itself, so that its last words are of interest. */
export const hasFailed = (process: Process): boolean => process.state === "crashed" || process.state === "backoff";

/** "Title year quality…" of a release as "Title (year)"; what is an episode or a count stays. */
export function tidied(said: string): string {
  // When the next one comes has its own place.
  const summary = said.replace(/, next search \S+ \S+$/, "");
  const found = /^(.+?)[ .(]+((?:19|20)\d{2})\)?[ .]+(?:\d{3,4}p|WEB|BluRay|BDRip|HDTV|REMUX|UHD|DVD)/i.exec(summary);
  if (!found || /S\d{1,2}E\d{1,3}/i.test(summary)) return summary;
  return `${(found[1] ?? "").replaceAll(".", " ").trim()} (${found[2] ?? ""})`;
}
