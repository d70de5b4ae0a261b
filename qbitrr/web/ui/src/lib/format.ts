/** How numbers, sizes, durations and times are written. Pure; the locale is the browser's. */

const THIN = "\u202f";
export const NONE = "–";

export interface Measure {
  figure: string;
  unit: string;
}

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** Three significant digits, never four: 9.75 GiB, 24.8 GiB, 312 GiB. */
export function bytes(size: number | null | undefined): Measure {
  if (size === null || size === undefined || !Number.isFinite(size) || size < 0) return { figure: NONE, unit: "" };
  let value = size;
  let step = 0;
  while (value >= 999.5 && step < BYTE_UNITS.length - 1) {
    value /= 1024;
    step += 1;
  }
  const unit = BYTE_UNITS[step] ?? "B";
  if (step === 0) return { figure: number(Math.round(value)), unit };
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return { figure: number(value, digits), unit };
}

export const together = ({ figure, unit }: Measure): string => (unit ? `${figure}${THIN}${unit}` : figure);

// Making a format takes longer than a hundred uses of it.
const numbers = new Map<number, Intl.NumberFormat>();

export function number(value: number, digits = 0): string {
  let format = numbers.get(digits);
  if (!format) {
    format = new Intl.NumberFormat(undefined, { minimumFractionDigits: digits, maximumFractionDigits: digits });
    numbers.set(digits, format);
  }
  return format.format(value);
}

/** Whole percent; only what is nearly complete keeps a decimal, so that 100 % always means complete. */
export function percent(part: number | null | undefined): string {
  if (part === null || part === undefined || !Number.isFinite(part)) return NONE;
  if (part >= 1) return `100${THIN}%`;
  const whole = Math.floor(part * 100);
  return whole >= 99 ? `${number(Math.min(99.9, Math.floor(part * 1000) / 10), 1)}${THIN}%` : `${whole}${THIN}%`;
}

const DURATION_UNITS = [
  [86_400 * 7, "w"],
  [86_400, "d"],
  [3_600, "h"],
  [60, "min"],
  [1, "s"],
] as const;

/** Two parts at most: 4 min 12 s, 3 d 4 h. Below a second: 0.3 s. */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return NONE;
  const size = Math.abs(seconds);
  if (size < 0.95) return `${number(size, 1)}${THIN}s`;
  let rest = Math.round(size);
  const said: string[] = [];
  for (const [length, unit] of DURATION_UNITS) {
    const count = Math.floor(rest / length);
    if (count > 0) said.push(`${count}${THIN}${unit}`);
    else if (said.length > 0) break;
    rest -= count * length;
    if (said.length === 2) break;
  }
  return said.join(" ");
}

/** How long an answer took: 212 ms, 1.8 s, from ten seconds on as any duration. */
export function latency(seconds: number): string {
  if (seconds < 0.9995) return `${number(seconds * 1000)}${THIN}ms`;
  return seconds < 9.95 ? `${number(seconds, 1)}${THIN}s` : duration(seconds);
}

export const ratio = (value: number | null | undefined): string =>
  value === null || value === undefined || !Number.isFinite(value) || value < 0 ? NONE : number(value, 2);

/** Milliseconds of an ISO time, null for what is none. */
export function instant(iso: string | null | undefined): number | null {
  if (!iso) return null;
  const value = Date.parse(iso);
  return Number.isNaN(value) ? null : value;
}

const clock = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;

const clockFormat = new Intl.DateTimeFormat(undefined, clock);
const wholeFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });

const momentFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23" });

/** Day and minute, for a time that may be far away. */
export const dayAndTime = (ms: number): string => momentFormat.format(ms);

export const timeOfDay = (ms: number): string => clockFormat.format(ms);

export const dayName = (ms: number): string =>
  new Date(ms).toLocaleDateString(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** The day on which it is, for grouping: equal for times of the same local day. */
export const dayKey = (ms: number): string => {
  const day = new Date(ms);
  return `${day.getFullYear()}-${day.getMonth() + 1}-${day.getDate()}`;
};

/** For a tooltip: local time with its zone, and UTC. */
export function absolute(ms: number): string {
  return `${wholeFormat.format(ms)} · ${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Cuts the middle out, so that the beginning and the end (quality and group of a release) stay readable. */
export function middleCut(text: string, most: number): string {
  const letters = Array.from(text);
  if (letters.length <= most) return text;
  const tail = Math.floor((most - 1) / 2);
  return `${letters.slice(0, most - 1 - tail).join("")}…${letters.slice(letters.length - tail).join("")}`;
}

const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/** A name from outside as something that can be shown: without control characters and what turns the direction of text. */
export const shown = (name: string): string => name.replace(INVISIBLE, "\ufffd");
