import { describe, expect, it } from "vitest";
import { buckets, byteNear, stampMs, stampText, type Sample } from "./spans";

const at = (seconds: number) => `2026-11-30 08:00:${String(seconds).padStart(2, "0")},000`;
const sample = (start: number, end: number, first: number, last: number, levels: Record<string, number>): Sample => ({ start, end, first_at: at(first), last_at: at(last), levels });
const sums = (found: ReturnType<typeof buckets>) => found.map(({ error, warn, other }) => [error, warn, other].map((each) => Math.round(each * 10) / 10));

it("a stamp is read and written", () => {
  expect(stampText(stampMs("2026-11-30 08:17:31,999") ?? 0)).toBe("2026-11-30 08:17:31");
  expect(stampMs("soon")).toBeNull();
});

describe("the buckets", () => {
  it("are none of nothing", () => expect(buckets([], 0, 10)).toEqual([]));

  it("count what is whole as it is", () => {
    const found = buckets([sample(0, 10, 0, 0, { INFO: 3, ERROR: 1 }), sample(10, 20, 40, 40, { WARNING: 2 })], 20, 4);
    expect(sums(found)).toEqual([[1, 0, 3], [0, 0, 0], [0, 0, 0], [0, 2, 0]]);
  });

  it("share out a sample over the time it spans", () => expect(sums(buckets([sample(0, 10, 0, 40, { INFO: 8 })], 10, 4))).toEqual([[0, 0, 2], [0, 0, 2], [0, 0, 2], [0, 0, 2]]));

  it("reckon with what lies between samples", () => {
    const found = buckets([sample(0, 10, 0, 1, { INFO: 2 }), sample(100, 110, 20, 21, { INFO: 2 })], 110, 2);
    const all = found.reduce((sum, each) => sum + each.other, 0);
    expect(all).toBeCloseTo(2 * 10 + 2);
  });

  it("hold one moment", () => expect(sums(buckets([sample(0, 10, 5, 5, { INFO: 1 })], 10, 3))).toEqual([[0, 0, 1], [0, 0, 0], [0, 0, 0]]));
});

it.each([[0, 0], [20, 100], [10, 50], [15, 75], [59, 150]])("the byte near second %i is about %i", (seconds, byte) => {
  const samples = [sample(0, 10, 0, 1, { INFO: 1 }), sample(100, 150, 20, 21, { INFO: 1 })];
  expect(Math.abs(byteNear(samples, 150, stampMs(at(seconds)) ?? 0) - byte)).toBeLessThanOrEqual(1);
});
