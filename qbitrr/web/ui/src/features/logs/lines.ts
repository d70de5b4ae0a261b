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

export const LEVEL_FILTERS = ["all", "warning", "error"] as const;
const NAMES: Record<string, string> = { warning: "WARNING|ERROR|CRITICAL", error: "ERROR|CRITICAL" };
const LONGEST_PATTERN = 256;

export interface Wanted {
  text: string;
  isPattern: boolean;
  level: string;
}

/** What the server is asked for so that it finds *wanted*, null for nothing, "too long" if the server would refuse it. */
export function queryFor({ text, isPattern, level }: Wanted): { q: string; regex: boolean } | null | "too long" {
  const names = NAMES[level];
  if (!names) return text ? (isPattern && text.length > LONGEST_PATTERN ? "too long" : { q: text, regex: isPattern }) : null;
  const rest = text ? `.*(?:${isPattern ? text : escaped(text)})` : "";
  const q = `^\\[[^\\]]+\\] (?:${names})\\s*:${rest}`;
  return q.length > LONGEST_PATTERN ? "too long" : { q, regex: true };
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");

/** *text* in pieces, every second of which is a match of what was searched. */
export function pieces(text: string, { text: sought, isPattern }: Pick<Wanted, "text" | "isPattern">): string[] {
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
