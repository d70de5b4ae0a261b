/** Facts of a reason, `idle_seconds` = 8.001, in words: the names carry their unit. */
import { absolute, bytes, duration, NONE, number, percent, ratio, shown, together } from "./format";

export type Fact = boolean | number | string | null;
export type Facts = Readonly<Record<string, Fact>>;

const UNIT = /_(seconds|bytes|at)$/;

/** `stalled_minutes` and `StalledDelay` as words; the unit stands at the value. */
export const factName = (name: string): string =>
  name.replace(UNIT, "").replaceAll("_", " ").replace(/([a-z])([A-Z])/g, "$1 $2").replace(/^./, (letter) => letter.toUpperCase());

export function factValue(name: string, value: Fact | undefined): string {
  if (value === null || value === undefined || value === "") return NONE;
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value === "string") return shown(value);
  const unit = UNIT.exec(name)?.[1];
  if (unit === "seconds") return duration(value);
  if (unit === "bytes") return together(bytes(value));
  if (unit === "at") return absolute(value * 1000);
  if (name === "progress") return percent(value);
  if (name === "maximum_deletable_progress") return `${number(value * 100)}\u202f%`;
  if (name === "ratio" || name === "availability") return ratio(value);
  return number(value, Number.isInteger(value) ? 0 : 2);
}

export interface Comparison {
  name: string;
  measured: string;
  limit: string;
  /** From 0 to 1: how much of the limit is reached. */
  part: number;
}

/** What is measured under another name than it is limited. */
const MEASURED_AS: Record<string, string> = { stalled_seconds: "idle_seconds", maximum_deletable_progress: "progress", maximum_eta_seconds: "eta_seconds" };

/** Which of the facts belong together: the measured one and its limit. */
export function comparisons(measured: Facts, configured: Facts): Comparison[] {
  return Object.entries(configured).flatMap(([limitName, limit]) => {
    const name = MEASURED_AS[limitName] ?? limitName;
    const value = measured[name];
    if (typeof limit !== "number" || typeof value !== "number" || limit <= 0) return [];
    return [{ name: factName(name), measured: factValue(name, value), limit: factValue(limitName, limit), part: Math.min(1, value / limit) }];
  });
}

/** The facts that no comparison says. */
export function otherFacts(measured: Facts, configured: Facts): [string, string][] {
  const said = new Set<string>();
  for (const [limitName, limit] of Object.entries(configured)) {
    const name = MEASURED_AS[limitName] ?? limitName;
    if (typeof limit === "number" && limit > 0 && typeof measured[name] === "number") said.add(name).add(limitName);
  }
  return [...Object.entries(measured), ...Object.entries(configured)].filter(([name, value]) => !said.has(name) && value !== null).map(([name, value]) => [factName(name), factValue(name, value)]);
}
