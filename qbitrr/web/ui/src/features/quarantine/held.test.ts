import { expect, test } from "vitest";
import { inOrder, leftOf, matching } from "./held";

const at = "2026-01-01T00:00:00Z";
const row = (name: string, purgeAt: string | null) => ({
  name, purgeAt, at, instance: "qBit", hash: name, section: "Radarr", category: "", tags: [], sizeBytes: 1, contentPath: "", why: null, deleteFiles: true, state: "waiting", adopted: false,
});

test.each([
  ["2026-01-01T06:00:00Z", 0.25, 18 * 3600],
  ["2026-01-03T00:00:00Z", 1, 0],
  ["2025-12-31T00:00:00Z", 0, 48 * 3600],
])("at %s so much of the grace is over", (now, part, seconds) => {
  expect(leftOf({ at, purgeAt: "2026-01-02T00:00:00Z" }, Date.parse(now))).toEqual({ part, seconds });
});

test("what only a person may delete has no end, and stands last", () => {
  expect(leftOf({ at, purgeAt: null }, 0)).toEqual({ part: null, seconds: null });
  expect(inOrder([row("c", null), row("b", "2026-01-03T00:00:00Z"), row("a", "2026-01-02T00:00:00Z")]).map((each) => each.name)).toEqual(["a", "b", "c"]);
});

test("a filter looks at names and sections in any case", () => {
  expect(matching([row("Dune", null), row("Tenet", null)], " dUn ")).toHaveLength(1);
  expect(matching([row("Dune", null)], "radarr")).toHaveLength(1);
});
