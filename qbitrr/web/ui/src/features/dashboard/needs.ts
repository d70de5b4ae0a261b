import type { Component } from "@/api/overview";
import type { Needy, Process, Removal } from "@/api/shapes";
import { logsHref } from "@/lib/address";
import type { Mood } from "@/lib/states";
import { texts } from "@/texts";

/** One thing that a person should look at: what, why, since when, and where. */
export interface Need {
  key: string;
  mood: Mood;
  what: string;
  why: string;
  since: string | null;
  links: readonly { name: string; href: string }[];
  /** A name from outside: shown before `what`. */
  name?: string;
}

export interface Seen {
  components: readonly Component[];
  processes: readonly Process[];
  torrents: readonly Needy[];
  problems: readonly string[];
  removals: readonly Removal[];
}

const words = texts.dashboard.needs;
const RANK: Record<Mood, number> = { bad: 0, held: 1, wait: 2, work: 3, idle: 4, good: 5 };

/** What needs a person, the worst first. Empty only if there is nothing. */
export function needsOf(seen: Seen): Need[] {
  const all = [...components(seen), ...seen.processes.flatMap(alarm), ...seen.torrents.map(torrent), ...tooMany(seen.removals), ...seen.problems.map(problem)];
  return all.sort((one, other) => RANK[one.mood] - RANK[other.mood]);
}

function components({ components: parts, processes }: Seen): Need[] {
  return parts
    .filter((each) => each.status !== "ok" && each.status !== "disabled" && each.kind !== "problem")
    .map((each) => {
      const last = each.kind === "child" ? processes.find((child) => `${child.name}/${child.kind}` === each.name)?.output.at(-1) : undefined;
      const section = each.name.split("/")[0] ?? each.name;
      return {
        key: `${each.kind}/${each.name}`,
        mood: each.status === "waiting" ? "wait" : "bad",
        what: each.kind === "child" ? words.child(each.name.replace("/", " "), each.state) : words.away(each.name, each.state),
        why: each.why || last || "",
        since: each.since,
        links: [
          each.kind === "child" ? { name: words.processes, href: "#/processes" } : { name: words.test, href: `#/config/${encodeURIComponent(section)}` },
          { name: words.logs, href: logsHref({ file: `${section}.log` }) },
        ],
      };
    });
}

/** What a loop that runs complains of. */
const alarm = ({ name, kind, alive, alarm: text }: Process): Need[] =>
  alive && text
    ? [{ key: `alarm/${name}/${kind}`, mood: "wait", what: words.alarm(name), why: text, since: null, links: [{ name: words.logs, href: logsHref({ file: `${name}.log` }) }] }]
    : [];

const torrent = (each: Needy): Need => ({
  key: `torrent/${each.instance}/${each.hash}`,
  mood: "wait",
  name: each.name,
  what: words.codes[each.code] ?? words.look,
  why: each.text,
  since: each.since,
  links: [{ name: texts.common.why, href: `#/torrents?torrent=${encodeURIComponent(`${each.instance}/${each.hash}`)}` }],
});

/** Removals that wait because they are many: a person can let them go, or take them back. One line for each section. */
function tooMany(removals: readonly Removal[]): Need[] {
  const sections = new Map<string, Removal[]>();
  for (const each of removals) {
    if (each.held_by === "blast_radius") sections.set(each.section, [...(sections.get(each.section) ?? []), each]);
  }
  if (sections.size === 0) return [];
  const all = [...sections.values()].flat();
  return [{
    key: "removals",
    mood: "held",
    what: words.tooMany(all.length, [...sections].map(([section, own]) => `${own.length} ${section}`).join(", ")),
    why: words.tooManyWhy,
    since: all.map((each) => each.since).sort()[0] ?? null,
    links: [{ name: words.look, href: "#/quarantine?tab=removals" }],
  }];
}

function problem(text: string): Need {
  const isWarning = text.startsWith("warning: ");
  return {
    key: `problem/${text}`, mood: isWarning ? "idle" : "bad", what: isWarning ? words.remark : words.problem, why: text.replace(/^warning: /, ""), since: null,
    links: [{ name: words.setIt, href: "#/config" }],
  };
}

export interface Counts {
  downloading: number;
  seeding: number;
  torrents: number;
}

/** The one sentence of the page. Never "all well" while the list below it is not empty. */
export function headline(needs: readonly Need[], counts: Counts | null, isReady: boolean): string {
  const run = counts ? words.running(counts.downloading, counts.seeding) : "";
  if (!isReady) return words.starting;
  if (needs.length > 0) return `${words.needYou(needs.length)} ${run && words.rest(run)}`.trim();
  if (!counts) return words.allWell;
  return counts.torrents === 0 ? words.waitingForFirst : words.allRuns(run);
}
