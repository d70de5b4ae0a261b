/** A piece of a file, and how many records of each level begin there; times are those of the file. */
export interface Sample {
  start: number;
  end: number;
  first_at: string;
  last_at: string;
  levels: Readonly<Record<string, number>>;
}

export interface Bucket {
  /** Milliseconds of its beginning, as if the file's times were UTC. */
  from: number;
  error: number;
  warn: number;
  other: number;
}

const STAMP = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{3}))?/;

/** A time of a log as milliseconds; its zone is nobody's business here, for it is only compared with others of the file. */
export function stampMs(stamp: string): number | null {
  const found = STAMP.exec(stamp);
  if (!found) return null;
  const [year = 0, month = 1, day = 1, hours = 0, minutes = 0, seconds = 0, ms = 0] = found.slice(1).map((each) => Number(each ?? 0));
  return Date.UTC(year, month - 1, day, hours, minutes, seconds, ms);
}

/** The same as text: `2026-11-30 08:17:31`. */
export const stampText = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

interface Part {
  from: number;
  to: number;
  byte: number;
  error: number;
  warn: number;
  other: number;
}

/** *samples* as parts of time, each with what is to be expected of the whole piece of the file that it stands for. */
function partsOf(samples: readonly Sample[], size: number): Part[] {
  const parts: Part[] = [];
  samples.forEach((each, index) => {
    const [from, last] = [stampMs(each.first_at), stampMs(each.last_at)];
    if (from === null || last === null) return;
    const next = samples[index + 1];
    const weight = ((next?.start ?? size) - each.start) / Math.max(1, each.end - each.start);
    const sum = (names: readonly string[]) => names.reduce((all, name) => all + (each.levels[name] ?? 0), 0) * weight;
    const all = Object.values(each.levels).reduce((total, count) => total + count, 0) * weight;
    const [error, warn] = [sum(["ERROR", "CRITICAL"]), sum(["WARNING"])];
    // Where samples lie apart, what is between them reaches to the next.
    const to = weight > 1.5 && next ? (stampMs(next.first_at) ?? last) : last;
    parts.push({ from, to: Math.max(from, to), byte: each.start, error, warn, other: Math.max(0, all - error - warn) });
  });
  return parts;
}

/** How many records per level in all. */
export function totals(samples: readonly Sample[], size: number): Omit<Bucket, "from"> {
  const sum = (name: "error" | "warn" | "other") => Math.round(partsOf(samples, size).reduce((all, each) => all + each[name], 0));
  return { error: sum("error"), warn: sum("warn"), other: sum("other") };
}

/** How many records per level in *count* equal steps of time; none where no time is known. */
export function buckets(samples: readonly Sample[], size: number, count: number): Bucket[] {
  const parts = partsOf(samples, size);
  const first = parts[0]?.from;
  const last = parts.reduce((latest, each) => Math.max(latest, each.to), first ?? 0);
  if (first === undefined) return [];
  const step = Math.max(1, (last - first) / count);
  const found = Array.from({ length: count }, (_, index) => ({ from: first + index * step, error: 0, warn: 0, other: 0 }));
  for (const part of parts) {
    const [low, high] = [at(part.from), at(part.to)];
    for (let index = low; index <= high; index += 1) {
      const share = high === low ? 1 : overlap(part, first + index * step, step) / (part.to - part.from);
      const bucket = found[index];
      if (bucket) {
        bucket.error += part.error * share;
        bucket.warn += part.warn * share;
        bucket.other += part.other * share;
      }
    }
  }
  return found;

  function at(ms: number): number {
    return Math.min(count - 1, Math.max(0, Math.floor((ms - (first ?? 0)) / step)));
  }
}

const overlap = ({ from, to }: Part, start: number, step: number): number => Math.max(0, Math.min(to, start + step) - Math.max(from, start));

/** Near which byte the records of *ms* are. */
export function byteNear(samples: readonly Sample[], size: number, ms: number): number {
  let before: Part | undefined;
  for (const part of partsOf(samples, size)) {
    if (part.from > ms) {
      if (!before || before.to <= before.from) return before?.byte ?? part.byte;
      return Math.floor(before.byte + ((part.byte - before.byte) * Math.min(ms - before.from, before.to - before.from)) / (before.to - before.from));
    }
    before = part;
  }
  if (!before) return 0;
  return before.to > before.from ? Math.floor(before.byte + ((size - before.byte) * Math.min(1, (ms - before.from) / (before.to - before.from)))) : before.byte;
}
