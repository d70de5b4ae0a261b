import { expect, test } from "vitest";
import { tallied, unsaid } from "./outlooks";

const nothing = { steps: [], counts: [], sections: [], moves: [], dryRun: false, removalsPerHour: 50 };
const counted = (step: string, data: string, count: number, fresh: number) => ({ section: "Radarr", step, data, count, new: fresh });

test("steps are counted over all sections and reasons, those that keep the files apart", () => {
  const counts = [counted("removal", "delete", 3, 2), counted("pause", "", 1, 1), counted("removal", "keep", 5, 0), counted("removal", "delete", 4, 4), counted("import", "", 0, 0)];
  expect(tallied({ ...nothing, counts })).toEqual([
    { step: "removal", data: "delete", count: 7, fresh: 6 },
    { step: "pause", data: "", count: 1, fresh: 1 },
    { step: "removal", data: "keep", count: 5, fresh: 0 },
  ]);
});

test("what nobody can say is counted, too", () => {
  const section = (unread: number, unlisted: number, failed: number) => ({ section: "Radarr", torrents: 9, unread, unlisted, failed, whyNot: "" });
  expect(unsaid({ ...nothing, sections: [section(1, 2, 0), section(3, 0, 1)] })).toEqual({ unread: 4, away: 2, failed: 1 });
});
