import { expect, test } from "vitest";
import { backlogOf } from "./backlog";

test("the queues of all Arrs are added; what is fine or unmonitored is no backlog", () => {
  const queue = { state: "resting", pausedUntil: null, pace: { perHour: null, spentLastHour: 0 }, upcoming: [{ lane: "missing", title: "Dune", at: null }], skipped: { cooldown: 3, unmonitored: 900, has_content_and_fine: 5 } };
  const { total, segments } = backlogOf([queue, { ...queue, upcoming: [], skipped: { cooldown: 2 } }]);
  expect(total).toBe(6);
  expect(segments.map(({ code, count }) => [code, count])).toEqual([["upcoming", 1], ["cooldown", 5]]);
});
