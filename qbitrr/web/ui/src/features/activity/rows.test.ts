import { expect, test } from "vitest";
import type { Entry } from "@/api/shapes";
import { newerThan, rowsOf, withNewer } from "./rows";

const entry = (id: number, at = `2026-01-02T12:00:${String(id).padStart(2, "0")}`): Entry => ({
  id, at, section: "", actor: "", kind: "", act: "pause", result: "done", rule: "", text: "", instance: "", hash: "", name: "", media: [], why: null, detail: {},
});
const story = (each: Entry) => ({ head: each, entries: [each] });
const page = (ids: number[], nextBefore: number | null = null) => ({ entries: ids.map((id) => entry(id)), nextBefore });

test("each day has one header with the number of its acts", () => {
  const rows = rowsOf([story(entry(3)), story(entry(2)), story(entry(1, "2026-01-01T12:00:00"))]);
  expect(rows.map((row) => (row.kind === "day" ? `${row.key}: ${row.acts}` : row.key))).toEqual(["2026-1-2: 2", "s3", "s2", "2026-1-1: 1", "s1"]);
});

test("how many acts the last day has is only said once all of them are here", () => {
  const acts = rowsOf([story(entry(3)), story(entry(1, "2026-01-01T12:00:00"))], true).flatMap((row) => (row.kind === "day" ? [row.acts] : []));
  expect(acts).toEqual([1, null]);
});

test("what is new is put on top, and nothing twice", () => {
  expect(newerThan([entry(5)], [entry(7), entry(6), entry(5)]).map((each) => each.id)).toEqual([7, 6]);
  expect(withNewer([page([5, 4], 4), page([3])], page([7, 6, 5], 5))?.map((each) => each.entries.map(({ id }) => id))).toEqual([[7, 6, 5, 4], [3]]);
});

test("a gap between what is shown and what is new is not hidden", () => {
  expect(withNewer([page([5, 4], 4)], page([90, 89, 88], 88))).toBeNull();
  expect(withNewer([page([])], page([2, 1]))?.[0]?.entries).toHaveLength(2);
});
