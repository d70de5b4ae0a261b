import type { Search } from "@/lib/address";
import type { LogFile, Match } from "./api";
import { LEVEL_FILTERS, type Wanted } from "./lines";

/** What the address says is to be seen. */
export interface View {
  /** The file shown, empty for none. */
  file: string;
  /** The one that is searched: that of `file`, or the one whose older file `file` is. */
  base: string;
  line: number | null;
  wanted: Wanted;
  withOlder: boolean;
}

const USUAL = "All.log";

export function viewOf(address: Search, files: readonly LogFile[]): View {
  const names = files.map((each) => each.name);
  const file = address["file"] ?? (names.includes(USUAL) ? USUAL : (names[0] ?? ""));
  const line = Number(address["line"]);
  const level = address["level"] ?? "all";
  return {
    file,
    base: address["in"] ?? file,
    line: Number.isInteger(line) && line > 0 ? line : null,
    wanted: { text: address["q"] ?? "", isPattern: address["regex"] === "1", level: (LEVEL_FILTERS as readonly string[]).includes(level) ? level : "all" },
    withOlder: address["older"] !== "0",
  };
}

export const isSearch = ({ text, level }: Wanted): boolean => text !== "" || level !== "all";

/** The match that comes *by* steps after the line shown, beginning anew at the ends; -1 for none. */
export function stepped(matches: readonly Match[], at: { file: string; line: number | null }, by: 1 | -1): number {
  if (matches.length === 0) return -1;
  const here = matches.findIndex((each) => each.file === at.file && each.line === at.line);
  if (here >= 0) return (here + by + matches.length) % matches.length;
  const after = matches.findIndex((each) => each.file === at.file && at.line !== null && each.line > at.line);
  if (by === 1) return Math.max(0, after);
  return after > 0 ? after - 1 : matches.length - 1;
}
