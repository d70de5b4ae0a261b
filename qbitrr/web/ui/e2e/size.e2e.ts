import { expect, test } from "vitest";
import { initialScripts } from "./size";

test("what a browser loads before it can draw anything stays below 200 kB", () => {
  const sizes = initialScripts();
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, each) => sum + each, 0)).toBeLessThanOrEqual(200_000);
});
