import { expect, it } from "vitest";
import { merged } from "./merge";

it("changes, adds and takes away, and leaves the rest as it is", () => {
  const before = { a: { x: 1, y: 2 }, b: { z: [1] }, c: 1 };
  const after = merged(before, { a: { y: null, w: 3 }, c: 2 });
  expect(after).toEqual({ a: { x: 1, w: 3 }, b: { z: [1] }, c: 2 });
  expect((after as typeof before).b).toBe(before.b);
  expect(before).toEqual({ a: { x: 1, y: 2 }, b: { z: [1] }, c: 1 });
});

it("replaces what was no object", () => {
  expect(merged(7, { a: 1 })).toEqual({ a: 1 });
  expect(merged({ a: 1 }, [2])).toEqual([2]);
  expect(merged(undefined, { a: { b: 1 } })).toEqual({ a: { b: 1 } });
});

it("does not touch prototypes", () => {
  merged({}, JSON.parse('{"__proto__": {"bad": 1}}'));
  expect("bad" in {}).toBe(false);
});
