import type { Field } from "../api/schema";
import type { Json } from "./json";

/** A number with its unit as somebody typed it; a value of its own meaning; or a text that is neither (`1h30m`). */
export type Quantity =
  | { kind: "none" }
  | { kind: "amount"; amount: string; unit: string }
  | { kind: "special"; value: number | string }
  | { kind: "text"; text: string };

const SECONDS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, mo: 2_592_000 };
const NATIVE: Record<string, string> = { seconds: "s", minutes: "m", days: "d" };
const WORDS: [RegExp, string][] = [
  [/^(s|secs?|seconds?)$/i, "s"], [/^(mins?|minutes?)$/i, "m"], [/^m$/, "m"], [/^(h|hrs?|hours?)$/i, "h"], [/^(d|days?)$/i, "d"], [/^(w|wks?|weeks?)$/i, "w"], [/^(mo|months?)$/i, "mo"], [/^M$/, "mo"],
]; // prettier-ignore
const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)$/;
const QUANTITIES = new Set(["duration", "size", "rate", "int", "number", "port", "fraction"]);

export const isQuantity = (field: Field): boolean => QUANTITIES.has(field.type);

/** The units to choose from; the first is that of a bare number. */
export function unitsOf(field: Field): string[] {
  switch (field.type) {
    case "duration": {
      const native = NATIVE[field.unit] ?? "s";
      return [native, ...Object.keys(SECONDS).filter((unit) => unit !== native && (unit !== "s" || native === "s"))];
    }
    case "size":
      return ["B", "M", "G", "T", "%"];
    case "rate":
      return [field.unit, "K", "M"];
    case "fraction":
      return ["percent"];
    default:
      return [field.unit];
  }
}

/** The units to choose from where *unit* is the one that stands there: seconds of a key in minutes are not offered, and yet shown as what they are. */
export function unitChoices(field: Field, unit: string): string[] {
  const [native = "", ...others] = unitsOf(field);
  return field.type === "duration" && unit in SECONDS && unit !== native && !others.includes(unit) ? [native, unit, ...others] : [native, ...others];
}

export function readQuantity(field: Field, value: Json): Quantity {
  if (value === null || value === "") return { kind: "none" };
  const special = field.sentinels.find((each) => each.value === value || (typeof value === "string" && (String(each.value) === value.trim() || each.words.includes(value.trim().toLowerCase()))));
  if (special) return { kind: "special", value: special.value };
  const native = unitsOf(field)[0] ?? "";
  if (typeof value === "number") return { kind: "amount", amount: field.type === "fraction" ? shifted(String(value), 2) : String(value), unit: native };
  if (typeof value !== "string") return { kind: "text", text: JSON.stringify(value) };
  const text = value.trim();
  if (NUMBER.test(text)) return { kind: "amount", amount: text, unit: native };
  const [, amount = "", word = ""] = /^(\d+(?:\.\d*)?|\.\d+)\s*([A-Za-z%/]+)$/.exec(text) ?? [];
  const unit = amount ? unitNamed(field, word) : null;
  return unit === null ? { kind: "text", text: value } : { kind: "amount", amount, unit };
}

function unitNamed(field: Field, word: string): string | null {
  if (field.type === "duration") return WORDS.find(([pattern]) => pattern.test(word))?.[1] ?? null;
  if (field.type === "size" && word === "%") return "%";
  if (field.type !== "size" && field.type !== "rate") return null;
  const letter = /^([KMGT])(i?B)?(\/s|ps)?$/i.exec(word)?.[1]?.toUpperCase() ?? "";
  return unitsOf(field).includes(letter) ? letter : null;
}

/** What goes into the file for *amount* of *unit*: a bare number in its own unit unless texts stood there *before*. Half-written ones go as they are. */
export function writtenQuantity(field: Field, amount: string, unit: string, before: Json = null): Json {
  const text = amount.trim();
  if (text === "") return null;
  if (!NUMBER.test(text)) return text;
  if (field.type === "fraction") return Number(shifted(text, -2));
  const native = unitsOf(field)[0] ?? "";
  if (unit !== native) return `${text}${unit}`;
  if (field.type === "size") return text;
  const wasText = field.type === "duration" && typeof before === "string" && /[a-z]/i.test(before) && readQuantity(field, before).kind === "amount";
  return wasText ? `${text}${native}` : Number(text);
}

/** *text* times ten to the power of *places*, digit by digit: 0.99 is 99 %, never 99.00000000000001. */
function shifted(text: string, places: number): string {
  if (!NUMBER.test(text)) return text;
  return String(Number(Number(`${text}e${places}`).toPrecision(12)));
}

/** Seconds of a duration, null for what is none. */
export function secondsOf(field: Field, value: Json): number | null {
  const read = readQuantity(field, value);
  return read.kind === "amount" ? Number(read.amount) * (SECONDS[read.unit] ?? 1) : null;
}

/** What is seen to be wrong without asking the server; the word for the texts. */
export function wrongQuantity(field: Field, value: Json): { kind: "number" } | { kind: "least" | "most"; limit: number } | null {
  if (!isQuantity(field)) return null;
  const read = readQuantity(field, value);
  if (read.kind === "text") return field.type === "duration" || field.type === "size" || field.type === "rate" ? null : { kind: "number" };
  if (read.kind !== "amount" || read.unit !== (unitsOf(field)[0] ?? "")) return null;
  const amount = field.type === "fraction" ? Number(shifted(read.amount, -2)) : Number(read.amount);
  if (field.minimum !== undefined && amount < field.minimum) return { kind: "least", limit: field.minimum };
  return field.maximum !== undefined && amount > field.maximum ? { kind: "most", limit: field.maximum } : null;
}
