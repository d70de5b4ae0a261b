/** A line of a log, taken apart; what has no head of its own (a traceback) goes on the line before. */
export interface Line {
  time: string;
  day: string;
  level: string;
  logger: string;
  text: string;
}

const HEAD = /^\[(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d[.,]\d{3})\d*\] ([A-Z]+)\s*: (?:([\w.$<>-]+): )?(.*)$/s;
const COLOURS = /\u001b\[[0-9;?]*[A-Za-z]/g;

export function parsed(raw: string): Line {
  const text = raw.replace(COLOURS, "");
  const found = HEAD.exec(text);
  if (!found) return { time: "", day: "", level: "", logger: "", text };
  const [, day = "", time = "", level = "", logger = "", said = ""] = found;
  return { day, time: time.replace(",", "."), level, logger: logger.split(".").at(-1) ?? "", text: said };
}

/** Only these two are coloured. */
export function toneOf(level: string): "warn" | "error" | null {
  if (level === "ERROR" || level === "CRITICAL") return "error";
  return level === "WARNING" ? "warn" : null;
}

const BEGINNING = /^(?:\u001b\[[0-9;?]*[A-Za-z])*\[\d{4}-\d\d-\d\d[ T]/;

/** Whether a record begins with this line; what has no head belongs to the record before. */
export const isHead = (raw: string): boolean => BEGINNING.test(raw);

export const LEVEL_FILTERS = ["all", "info", "warning", "error"] as const;

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

const HASH = /\b[0-9a-f]{40}\b/gi;

/** *text* in pieces, every second of which is the hash of a torrent. */
export function hashes(text: string): string[] {
  const result: string[] = [];
  let from = 0;
  for (const match of text.matchAll(HASH)) {
    result.push(text.slice(from, match.index), match[0]);
    from = match.index + match[0].length;
  }
  return [...result, text.slice(from)];
}

/** *text* in pieces, every second of which is a match of what was searched. */
export function pieces(text: string, { text: sought, isPattern }: { text: string; isPattern: boolean }): string[] {
  if (!sought) return [text];
  try {
    const pattern = new RegExp(isPattern ? sought : escaped(sought), "gi");
    const result: string[] = [];
    let from = 0;
    for (const match of text.matchAll(pattern)) {
      if (match[0] === "") continue;
      result.push(text.slice(from, match.index), match[0]);
      from = match.index + match[0].length;
      if (result.length > 200) break;
    }
    return [...result, text.slice(from)];
  } catch {
    return [text]; // a pattern of Python that is none here
  }
}
