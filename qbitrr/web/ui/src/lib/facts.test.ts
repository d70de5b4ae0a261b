import { expect, test } from "vitest";
import { comparisons, factName, factValue, otherFacts } from "./facts";

const THIN = "\u202f";

test("names lose their unit and values get it", () => {
  expect(factName("idle_seconds")).toBe("Idle");
  expect(factValue("idle_seconds", 8.0012)).toBe(`8${THIN}s`);
  expect(factValue("progress", 0.815)).toBe(`81${THIN}%`);
  expect(factValue("ratio", 1.6326)).toBe("1.63");
  expect(factValue("left_bytes", 1024)).toBe(`1.00${THIN}KiB`);
  expect(factValue("record", null)).toBe("–");
});

test("what is measured stands beside its limit, whatever the two are called", () => {
  const measured = { idle_seconds: 8, progress: 0.5, state: "stalledDL" };
  const configured = { stalled_seconds: 16, maximum_deletable_progress: 0.99 };
  expect(comparisons(measured, configured)).toEqual([
    { name: "Idle", measured: `8${THIN}s`, limit: `16${THIN}s`, part: 0.5 },
    { name: "Progress", measured: `50${THIN}%`, limit: `99${THIN}%`, part: 0.5 / 0.99 },
  ]);
  expect(otherFacts(measured, configured)).toEqual([["State", "stalledDL"]]);
});

test("a limit that is not set limits nothing", () => {
  expect(comparisons({ ratio: 1.6, seeding_seconds: 122 }, { ratio: 1, seeding_seconds: null, remove: 1 })).toHaveLength(1);
});
