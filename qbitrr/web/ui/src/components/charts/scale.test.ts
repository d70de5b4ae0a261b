import { expect, test } from "vitest";
import { blocksOf, niceStep, roundOnes, scaleOf, totalOf, type Column, type Series } from "./scale";

const SERIES: Series[] = [{ key: "in", label: "", color: "" }, { key: "a", label: "", color: "", isDown: true }, { key: "b", label: "", color: "", isDown: true }];

test("steps are round", () => {
  expect([0, 0.4, 1.2, 3, 7, 12, 260].map(niceStep)).toEqual([1, 1, 2, 5, 10, 20, 500]);
});

test.each<[Column[]]>([
  [[{ at: 0, values: { in: 3, a: 1, b: 1 } }]],
  [[{ at: 0, values: {} }]],
  [[{ at: 0, values: { a: 90 } }, { at: 1, values: { in: 7 } }]],
  [[{ at: 0, values: { in: 40_000, b: 3 } }]],
])("at most five lines, zero among them, and nothing leaves the picture: %j", (columns) => {
  const scale = scaleOf(columns, SERIES, 100);
  expect(scale.ticks.length).toBeLessThanOrEqual(5);
  expect(scale.ticks).toContain(0);
  for (const column of columns) {
    for (const block of blocksOf(column, SERIES, scale)) {
      expect(block.top).toBeGreaterThanOrEqual(0);
      expect(block.top + block.height).toBeLessThanOrEqual(101);
    }
  }
});

test("blocks of one side do not overlap", () => {
  const column = { at: 0, values: { a: 2, b: 3 } };
  const [first, second] = blocksOf(column, SERIES, scaleOf([column], SERIES, 100));
  expect(second?.top).toBeGreaterThanOrEqual((first?.top ?? 0) + (first?.height ?? 0) + 2 - 0.001);
  expect(totalOf([column, column], "b")).toBe(6);
});

test("calls columns by round times, and never more than there is room for", () => {
  const from = (start: string, minutes: number, count: number) => Array.from({ length: count }, (_, index) => ({ at: new Date(start).getTime() + index * minutes * 60_000, values: {} }));
  const called = (columns: { at: number }[], most: number) => [...roundOnes(columns.map(({ at }) => ({ at, values: {} })), most)].map((index) => new Date(columns[index]?.at ?? 0).toTimeString().slice(0, 5));
  expect(called(from("2026-11-30T15:04", 2, 30), 7)).toEqual(["15:10", "15:20", "15:30", "15:40", "15:50", "16:00"]);
  expect(called(from("2026-11-30T16:00", 60, 24), 12)).toHaveLength(12);
  expect(called(from("2026-11-30T16:00", 60, 24), 3)).toEqual(["00:00", "12:00"]);
  expect(called(from("2026-11-30T15:01", 7, 9), 3).length).toBeLessThanOrEqual(3);
});
