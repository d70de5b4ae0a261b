import { expect, test } from "vitest";
import { lastOf, lineScale, niceBytes, pathOf, sampled, type Line } from "./lines";

const MIB = 1024 ** 2;
const line = (values: Line["values"]): Line => ({ key: "a", label: "", color: "", values });

test("ticks are round by 1024", () => {
  expect([1, 700, 1.2 * MIB, 300 * MIB].map(niceBytes)).toEqual([1, 1000, 2 * MIB, 500 * MIB]);
});

test.each<[Line["values"], number]>([
  [[0, 0], 0],
  [[null], 0],
  [[5 * MIB, 80 * MIB, null, 3], 0],
  [[1, 2, 3], 500 * MIB],
])("nothing leaves the picture, zero is its ground, five lines are the most: %j", (values, threshold) => {
  const scale = lineScale([line(values)], { width: 300, height: 100, length: values.length, threshold });
  expect(scale.ticks.length).toBeLessThanOrEqual(5);
  expect(scale.y(0)).toBe(100);
  for (const value of [...values, threshold]) {
    expect(scale.y(value ?? 0)).toBeGreaterThanOrEqual(0);
    expect(scale.y(value ?? 0)).toBeLessThanOrEqual(100);
  }
  expect(scale.x(values.length - 1)).toBeLessThanOrEqual(300);
});

test("gaps of data stay gaps, and what stands alone is seen", () => {
  const values = [1, 2, null, 4, null, 3, 3];
  const path = pathOf(values, lineScale([line(values)], { width: 60, height: 4, length: 7 }));
  expect(path.match(/M/g)?.length).toBe(3);
  expect(path.match(/h0.01/g)?.length).toBe(1);
});

test("the last measurement may lie before a gap", () => {
  expect(lastOf([1, 7, null])).toEqual({ index: 1, value: 7 });
  expect(lastOf([null])).toBeNull();
});

test("a table has the newest, and not too many", () => {
  expect(sampled(5, 10)).toEqual([4, 3, 2, 1, 0]);
  expect(sampled(100, 10)).toHaveLength(10);
  expect(sampled(100, 10)[0]).toBe(99);
});
