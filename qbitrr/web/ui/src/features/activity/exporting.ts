import type { Entry } from "@/api/shapes";

const COLUMNS = ["id", "at", "section", "actor", "kind", "act", "result", "rule", "instance", "hash", "name", "text"] as const;

/** Entries for a spreadsheet. What such a program would take for a formula is marked as text. */
export function toCsv(entries: readonly Entry[]): string {
  const lines = entries.map((entry) => [...COLUMNS.map((name) => String(entry[name])), entry.why?.text ?? "", json(entry.why?.measured), json(entry.why?.configured)]);
  return [[...COLUMNS, "why", "measured", "configured"], ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}

export const toJson = (entries: readonly Entry[]): string => JSON.stringify(entries, null, 2);

const json = (facts: object | undefined): string => (facts && Object.keys(facts).length > 0 ? JSON.stringify(facts) : "");

function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
