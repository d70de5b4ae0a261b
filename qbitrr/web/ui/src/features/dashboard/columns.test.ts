import { expect, test } from "vitest";
import { importsAndRemovals, isYoung } from "./columns";

const counted = (act: string, rule: string, count: number, result = "done") => ({ kind: "", act, result, rule, count });
const bucket = (...counts: ReturnType<typeof counted>[]) => ({ at: "2026-01-01T00:00:00Z", counts });

test("an import or a removal counts once, whatever else was written of it", () => {
  const { columns } = importsAndRemovals([
    bucket(counted("import", "hand_over", 5), counted("imported", "", 4), counted("removal", "stalled", 3), counted("quarantine", "stalled", 3), counted("removal", "slow", 1),
      counted("removal", "blast_radius", 9, "held")),
  ]);
  expect(columns[0]?.values).toEqual({ imported: 4, stalled: 3, other: 1 });
});

test("a program is young while only the last two columns have something", () => {
  const empty = bucket();
  const full = bucket(counted("imported", "", 1));
  expect(isYoung([empty, empty, full])).toBe(true);
  expect(isYoung([full, empty, empty])).toBe(false);
  expect(isYoung([empty, empty, empty])).toBe(false);
});
