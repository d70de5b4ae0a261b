import type { Field, Schema } from "../api/schema";
import { fieldsOf } from "./sections";

export interface Found {
  section: string;
  field: Field;
}

/** The settings of all *sections* in which every word of *text* occurs; those with it in their name come first. */
export function foundSettings(schema: Schema, sections: readonly string[], text: string): Found[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  const isIn = (where: string) => words.every((word) => where.includes(word));
  const all = sections.flatMap((section) => fieldsOf(schema, section).map((field) => ({ section, field })));
  const named = ({ section, field }: Found) => `${section} ${field.key} ${field.label}`.toLowerCase();
  const whole = (each: Found) => `${named(each)} ${each.field.group} ${each.field.description} ${each.field.entries?.map((row) => `${row.key} ${row.label}`).join(" ") ?? ""}`.toLowerCase();
  const first = all.filter((each) => isIn(named(each)));
  return [...first, ...all.filter((each) => !first.includes(each) && isIn(whole(each)))];
}
