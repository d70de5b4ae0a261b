import type { Search } from "@/lib/address";
import type { LogFile } from "../api";
import { LEVEL_FILTERS } from "./lines";

/** What is let through: everything, if nothing is wanted. */
export interface Wanted {
  text: string;
  isPattern: boolean;
  level: string;
  logger: string;
  /** Not older than so many minutes; 0: whatever. */
  minutes: number;
  withOlder: boolean;
  /** Other logs that are merged. */
  merged: readonly string[];
}

/** What the address says is to be seen. */
export interface View {
  /** The file shown, empty for none. */
  file: string;
  /** The one that is filtered: that of `file`, or the one whose match in another file is shown. */
  base: string;
  /** Where in the file; null: its end. */
  byte: number | null;
  /** A time (ISO) or a line whose byte has to be asked for first. */
  sought: { at: string } | { line: number } | null;
  wanted: Wanted;
}

const USUAL = "All.log";
export const SPANS = [15, 60, 360, 1440] as const;

export function viewOf(address: Search, files: readonly LogFile[]): View {
  const names = files.map((each) => each.name);
  const usual = names.includes(USUAL) ? USUAL : (names[0] ?? "");
  const named = address["file"] ?? usual;
  // What has no log of its own speaks in that of all; an older file may be in nobody's list any more.
  const file = names.includes(named) || /\.log\.\d+$/.test(named) ? named : usual;
  const base = address["in"] ?? file;
  const byte = whole(address["byte"]);
  const line = whole(address["line"]);
  const level = address["level"] ?? "all";
  return {
    file, base, byte,
    sought: address["at"] && byte === null ? { at: address["at"] } : line && byte === null ? { line } : null,
    wanted: {
      text: address["q"] ?? "", isPattern: address["regex"] === "1", level: (LEVEL_FILTERS as readonly string[]).includes(level) ? level : "all",
      logger: address["logger"] ?? "", minutes: whole(address["last"]) ?? 0, withOlder: address["older"] !== "0",
      merged: (address["with"] ?? "").split(",").filter((each) => each !== base && names.includes(each)),
    },
  }; // prettier-ignore
}

const whole = (text: string | undefined): number | null => (text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null);

export const isSearch = ({ text, level, logger, minutes, merged }: Wanted): boolean => text !== "" || level !== "all" || logger !== "" || minutes > 0 || merged.length > 0;

export const NO_FILTER = { q: null, level: null, logger: null, last: null, with: null, regex: null } as const;

interface Placed {
  file: string;
  byte: number;
}

/** The one that comes *by* steps after the one shown, beginning anew at the ends; -1 for none. Without one shown, the newest comes first. */
export function stepped(records: readonly Placed[], at: { file: string; byte: number | null }, by: 1 | -1): number {
  if (records.length === 0) return -1;
  const here = records.findIndex((each) => each.file === at.file && each.byte === at.byte);
  return here < 0 ? records.length - 1 : (here + by + records.length) % records.length;
}
