import { describe, expect, it } from "vitest";
import { initialsOf, keyOf, whichOf } from "./model";
import { groupedStandings } from "./drawer/standings";
import { countedState, filmState } from "./states";

const standing = (skip: string | null, until: string | null = null) => ({ id: 1, title: "", skip, until });

describe("filmState", () => {
  it.each([
    ["a file and nothing better wanted", filmState(true, true, null), "good"],
    ["a file, and a better one wanted", filmState(true, true, "Quality"), "wait"],
    ["missing", filmState(false, true, "Missing"), "wait"],
    ["not monitored", filmState(false, false, null), "idle"],
    ["being downloaded", filmState(false, true, "Missing", standing("in_download_queue")), "work"],
    ["being searched for something better", filmState(true, true, "Upgrade", standing("search_running")), "work"],
    ["left alone by a person", filmState(false, true, "Missing", standing("not_before")), "held"],
    ["not out yet", filmState(false, true, null, standing("unreleased")), "idle"],
    ["a reason this page does not know", filmState(false, true, "Missing", standing("something_new")), "wait"],
  ])("%s", (_, state, mood) => expect(state.mood).toBe(mood));

  it("says until when it waits", () => {
    expect(filmState(false, true, "Missing", standing("cooldown", "2026-12-01T00:00:00Z")).until).toBe("2026-12-01T00:00:00Z");
  });
});

describe("countedState", () => {
  it("is good only if something is monitored and none of it is missing", () => {
    expect(countedState(true, { available: 0, monitored: 0, missing: 0 }).mood).toBe("idle");
    expect(countedState(true, { available: 3, monitored: 3, missing: 0 }).mood).toBe("good");
    expect(countedState(true, { available: 2, monitored: 3, missing: 1 }).mood).toBe("wait");
    expect(countedState(false, { available: 2, monitored: 3, missing: 1 }).mood).toBe("idle");
  });
});

describe("groupedStandings", () => {
  it("counts by reason, the most first, with the earliest end", () => {
    const items = [standing("cooldown", "2026-12-03T00:00:00Z"), standing(null), standing("cooldown", "2026-12-01T00:00:00Z")];
    const upcoming = [{ ids: [1], at: "2026-11-30T12:00:00Z", why: "it is new" }];
    expect(groupedStandings({ items, upcoming })).toEqual([
      { skip: "cooldown", count: 2, until: "2026-12-01T00:00:00Z", next: null, why: "" },
      { skip: null, count: 1, until: null, next: "2026-11-30T12:00:00Z", why: "it is new" },
    ]);
  });
});

describe("addresses of items", () => {
  it("keeps slashes of a category", () => {
    expect(whichOf(keyOf({ category: "films/4k", id: 12, part: null }))).toEqual({ category: "films/4k", id: 12, part: null });
    for (const wrong of [undefined, "", "12", "films/", "films/x", "/5", "tv/7:", "tv/7:x"]) expect(whichOf(wrong)).toBeNull();
  });
});

it("says in an address which episode of which series is meant", () => {
  const part = { wholeId: 7, name: "", hasFile: false, at: "", isOut: true, tracks: null };
  expect(whichOf(keyOf({ category: "tv/kids", id: 12, part }))).toEqual({ category: "tv/kids", id: 7, part: 12 });
});

describe("initialsOf", () => {
  it.each([["The Amber River", "AR"], ["Dune", "D"], ["The", "T"], ["Spider-Man: No Way Home", "SM"], ["😀 smile", "😀S"], ["", ""]])("%s", (title, initials) => expect(initialsOf(title)).toBe(initials));
});
