import { describe, expect, it } from "vitest";
import { partName, type Group } from "./model";
import { partIn } from "./parts";
import { leafState } from "./states";

const leaf = (id: number, more: object = {}) => ({ id, number: String(id), title: `Part ${id}`, hasFile: false, monitored: true, airsAt: "2020-01-01T00:00:00Z", seconds: null, isSearchable: true, ...more });
const season: Group = { key: "season 1", title: "Season 1", date: "", monitored: true, hasFile: false, counts: null, leaves: [leaf(1), leaf(2, { hasFile: true })], wantedIds: [1], id: null };
const album: Group = { key: "work 1", title: "Animals", date: "1977-01-23", monitored: true, hasFile: true, counts: null, leaves: [leaf(9, { isSearchable: false })], wantedIds: [1], id: 1 };

describe("partIn", () => {
  it("finds an episode in its season, and only what is wanted of it", () => {
    expect(partIn([season], 1)).toMatchObject({ group: "season 1", name: "S01E01 · Part 1", wantedIds: [1], reason: "Missing" });
    expect(partIn([season], 2)).toMatchObject({ hasFile: true, wantedIds: [], reason: null });
  });

  it("takes an album for one, and never a track of it", () => {
    expect(partIn([album], 1)).toMatchObject({ name: "Animals", reason: "Upgrade" });
    expect(partIn([album], 9)).toBeNull();
  });
});

it.each([[1, 2, "Pilot", "S01E02 · Pilot"], [null, null, "Animals", "Animals"], [0, 12, null, "S00E12"]])("season %s, number %s, %s is called %s", (season_, number, title, name) => {
  expect(partName(season_, number, title)).toBe(name);
});

describe("the state of an episode", () => {
  const facts = { hasFile: false, monitored: true, reason: null, isOut: true, at: "" };
  it.each([
    ["to come", leafState({ ...facts, isOut: false, at: "2999-01-01T00:00:00Z" }), "idle"],
    ["missing", leafState({ ...facts, reason: "Missing" }), "wait"],
    ["of a series that is not searched", leafState(facts), "idle"],
    ["with a file, before it was to come", leafState({ ...facts, hasFile: true, isOut: false }), "good"],
  ])("%s", (_, state, mood) => expect(state.mood).toBe(mood));
});
