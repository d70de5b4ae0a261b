import { bytes, duration, NONE, number, percent, ratio, shown, together } from "./format";
import { texts } from "@/texts";

export type Measured = boolean | number | string | null;

/** A figure of a rule in words, by the unit the server names. */
export function figure(value: Measured, unit: string): string {
  if (value === null || value === "") return NONE;
  if (typeof value === "boolean") return value ? texts.common.yes : texts.common.no;
  if (typeof value === "string") return shown(value);
  if (unit === "seconds") return duration(value);
  if (unit === "share") return percent(value);
  if (unit === "ratio") return ratio(value);
  if (unit === "bytes") return together(bytes(value));
  const said = number(value, Number.isInteger(value) ? 0 : 2);
  return unit ? `${said}\u202f${unit.replaceAll("_", " ")}` : said;
}

/** How far *measured* is on its way to the limit, from 0 to 1; null where there is no such way. */
export function way(measured: Measured, configured: Measured): number | null {
  if (typeof measured !== "number" || typeof configured !== "number" || !(configured > 0) || measured < 0) return null;
  return Math.min(1, measured / configured);
}

/** Where a dotted key is set: the page of its section, with the field. */
export function settingAddress(dotted: string): string {
  const dot = dotted.indexOf(".");
  if (dot < 0) return `#/config/${encodeURIComponent(dotted)}`;
  return `#/config/${encodeURIComponent(dotted.slice(0, dot))}?field=${encodeURIComponent(dotted.slice(dot + 1))}`;
}
