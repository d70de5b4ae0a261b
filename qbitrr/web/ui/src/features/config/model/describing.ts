import { duration } from "@/lib/format";
import { texts } from "@/texts";
import type { Field } from "../api/schema";
import type { Json } from "./json";
import { readQuantity, secondsOf } from "./quantities";
import { HIDDEN } from "./secrets";

const said = texts.config;

/** A value in words, for a default, a review or a conflict. Secrets are only said to be there. */
export function described(field: Field | undefined, value: Json): string {
  if (value === null) return said.notSet;
  if (field?.secure) return value === "" ? said.notSet : value === HIDDEN ? said.hidden : said.newSecret;
  if (typeof value === "boolean") return value ? said.on : said.off;
  if (value === "") return said.empty;
  if (Array.isArray(value)) return listed(value);
  if (typeof value === "object") return Object.entries(value).map(([name, each]) => `${name} → ${String(each)}`).join(", ") || said.empty;
  if (!field) return String(value);
  if (field.options.length > 0) return optionWord(field, value);
  const read = readQuantity(field, value);
  if (read.kind === "special") return field.sentinels.find((each) => each.value === read.value)?.meaning ?? String(value);
  if (read.kind !== "amount") return String(value);
  const seconds = field.type === "duration" ? secondsOf(field, value) : null;
  if (seconds !== null && seconds > 0) return duration(seconds);
  const unit = unitWord(read.unit);
  return unit ? `${read.amount} ${unit}` : read.amount;
}

function listed(values: Json[]): string {
  if (values.length === 0) return said.emptyList;
  const words = values.map((each) => (typeof each === "object" && each !== null && !Array.isArray(each) ? String(each["Name"] ?? "?") : String(each)));
  return words.length <= 3 ? words.join(", ") : said.andMore(words.slice(0, 2).join(", "), words.length - 2);
}

export const unitWord = (unit: string): string => said.units[unit] ?? unit;

/** A choice as its word; numbers that stand for a choice are never shown alone. */
export function optionWord(field: Field, value: Json): string {
  const name = field.key.split(".").pop() ?? "";
  return said.choices[name]?.[String(value)] ?? String(value);
}
