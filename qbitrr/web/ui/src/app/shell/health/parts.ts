import type { Component } from "@/api/overview";
import type { Told } from "@/api/live/topics";
import { bytes, latency as answerTime, together } from "@/lib/format";
import { settingHref } from "@/lib/settings";
import { healthMood, type Mood } from "@/lib/states";
import { texts } from "@/texts";

export type Kind = keyof typeof texts.health.kinds;

/** One thing the program stands on, how it does, and where that can be changed. */
export interface Part {
  key: string;
  kind: Kind;
  name: string;
  mood: Mood;
  word: string;
  why: string;
  since: string | null;
  href: string;
}

export interface Seen {
  components: readonly Component[];
  problems: readonly string[];
  disk: Told<"disk"> | undefined;
  config: Told<"config"> | undefined;
}

const t = texts.health;
const KINDS = Object.keys(t.kinds) as Kind[];
const RANK: Record<Mood, number> = { bad: 0, wait: 1, held: 2, work: 3, idle: 4, good: 5 };

/** All of them by their kinds, in each the worst first. */
export function partsOf({ components, problems, disk, config }: Seen): Part[] {
  const said = new Set(config?.problems.map((each) => each.text));
  const all = [...components.map(component), ...disks(disk), ...configuration(config), ...problems.filter((each) => !said.has(each)).map(program)];
  return all.sort((one, other) => KINDS.indexOf(one.kind) - KINDS.indexOf(other.kind) || RANK[one.mood] - RANK[other.mood]);
}

function component({ kind, name, status, state, since, why, latency }: Component): Part {
  const [section = name, loop] = kind === "child" ? name.split("/") : [name];
  const said = t.states[status] ?? state;
  const word = status === "ok" && latency !== null ? `${said}, ${answerTime(latency)}` : said;
  return {
    key: `${kind}/${name}`, kind: kind in t.kinds ? (kind as Kind) : "program", name: loop ? `${section}, ${texts.processes.kind[loop] ?? loop}` : name,
    mood: healthMood(status), word, why, since, href: kind === "child" ? "#/processes" : settingHref(section),
  };
}

function disks(disk: Told<"disk"> | undefined): Part[] {
  if (!disk) return [];
  const size = (count: number) => together(bytes(count));
  const href = settingHref("Settings.FreeSpace");
  const pools = disk.pools.map((each): Part => ({
    key: `disk/${each.name}`, kind: "disk", name: each.name, mood: each.short_bytes > 0 ? "wait" : "good", word: t.free(size(each.free_bytes)),
    why: each.short_bytes > 0 ? [t.short(size(each.short_bytes)), each.paused_count > 0 ? t.paused(each.paused_count) : ""].filter(Boolean).join(", ") : "", since: null, href,
  }));
  return [...pools, ...disk.problems.map((why): Part => ({ key: `disk/${why}`, kind: "disk", name: t.guard, mood: "bad", word: t.problem, why, since: null, href }))];
}

/** What is wrong with the file, one by one; otherwise that nothing is. Notices are no news. */
function configuration(config: Told<"config"> | undefined): Part[] {
  if (!config) return [];
  const found = config.problems.filter((each) => each.severity === "error" || each.severity === "warning").map((each): Part => {
    const dotted = [each.section, each.key].filter(Boolean).join(".");
    const isWrong = each.severity === "error";
    return {
      key: `config/${each.text}`, kind: "config", name: dotted || t.file, mood: isWrong ? "bad" : "idle", word: isWrong ? t.wrong : t.remark,
      why: [each.message, each.remedy].filter(Boolean).join(" "), since: null, href: dotted ? settingHref(dotted) : "#/config",
    };
  });
  const trouble: Part[] = config.trouble ? [{ key: "config", kind: "config", name: t.file, mood: "bad", word: t.wrong, why: config.trouble, since: null, href: "#/config" }] : [];
  const all = [...trouble, ...found];
  return all.length > 0 ? all : [{ key: "config", kind: "config", name: t.file, mood: "good", word: t.inForce, why: "", since: null, href: "#/config" }];
}

const program = (text: string): Part => ({
  key: `program/${text}`, kind: "program", name: texts.product, mood: "bad", word: t.problem, why: text, since: null, href: "#/system",
});

/** The whole in a hue and some words. Remarks trouble nobody. */
export function wholeOf(parts: readonly Part[] | null, isReady: boolean): { mood: Mood; words: string } {
  if (parts === null) return { mood: "idle", words: t.unknown };
  if (!isReady) return { mood: "wait", words: t.starting };
  const count = (mood: Mood) => parts.filter((each) => each.mood === mood).length;
  const [failing, waiting] = [count("bad"), count("wait")];
  const words = [failing > 0 ? t.failing(failing) : "", waiting > 0 ? t.waiting(waiting) : ""].filter(Boolean).join(", ");
  return { mood: failing > 0 ? "bad" : waiting > 0 ? "wait" : "good", words: words || t.good };
}
