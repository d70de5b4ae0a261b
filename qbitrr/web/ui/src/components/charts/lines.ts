import { niceStep } from "./scale";

/** A figure over time: one value for each span, null where nothing was measured. */
export interface Line {
  key: string;
  label: string;
  color: string;
  values: readonly (number | null)[];
}

/** Where values of lines stand in a picture. */
export interface LineScale {
  ticks: readonly number[];
  top: number;
  x(index: number): number;
  y(value: number): number;
}

/** The next round number of bytes, which are counted by 1024. */
export function niceBytes(least: number): number {
  const unit = 1024 ** Math.max(0, Math.floor(Math.log(Math.max(1, least)) / Math.log(1024)));
  return niceStep(least / unit) * unit;
}

/** From zero to a round number above everything, threshold included; at most four lines beside the zero. */
export function lineScale(lines: readonly Line[], { width, height, length, threshold = 0 }: { width: number; height: number; length: number; threshold?: number }): LineScale {
  const most = Math.max(1, threshold, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const step = niceBytes(most / 4);
  const count = Math.max(1, Math.ceil(most / step));
  const top = count * step;
  const across = Math.max(1, length - 1);
  return { top, ticks: Array.from({ length: count + 1 }, (_, index) => index * step), x: (index) => (index / across) * width, y: (value) => height - (value / top) * height };
}

/** Straight lines between what was measured; gaps stay gaps, and what stands alone is a short stroke. */
export function pathOf(values: Line["values"], scale: LineScale): string {
  const parts: string[] = [];
  values.forEach((value, index) => {
    if (value === null) return;
    const at = `${scale.x(index).toFixed(1)} ${scale.y(value).toFixed(1)}`;
    const before = index > 0 ? values[index - 1] : null;
    const after = values[index + 1] ?? null;
    parts.push(before === null || before === undefined ? `M${at}` : `L${at}`);
    if ((before === null || before === undefined) && after === null) parts.push("h0.01");
  });
  return parts.join("");
}

/** The last value that was measured, and where. */
export function lastOf(values: Line["values"]): { index: number; value: number } | null {
  const index = values.findLastIndex((value) => value !== null);
  const value = values[index];
  return value === undefined || value === null ? null : { index, value };
}

/** At most *most* of so many spans, the newest among them, for a table. */
export function sampled(length: number, most: number): number[] {
  const every = Math.max(1, Math.ceil(length / most));
  return Array.from({ length }, (_, index) => length - 1 - index).filter((_, place) => place % every === 0);
}
