import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { dismiss, forgetNotices, looked, tell, useNotices } from "./notices";

beforeEach(() => {
  vi.useFakeTimers();
  forgetNotices();
  return () => vi.useRealTimers();
});

const followed = () => {
  const { result } = renderHook(() => useNotices());
  return {
    say: (text: string, isError?: boolean) => act(() => tell(text, isError)),
    shown: () => result.current.shown.map((each) => each.text),
    past: () => result.current.past.map((each) => each.text),
    now: () => result.current,
    wait: (ms: number) => act(() => vi.advanceTimersByTime(ms)),
  };
};

it("shows three at most, an error for longer, and keeps all of them, the newest first", () => {
  const it = followed();
  for (const text of ["one", "two", "three"]) it.say(text);
  it.say("four", true);
  expect(it.shown()).toEqual(["two", "three", "four"]);
  it.wait(3_500);
  expect(it.shown()).toEqual(["four"]);
  it.wait(4_500);
  expect(it.shown()).toEqual([]);
  expect(it.past()).toEqual(["four", "three", "two", "one"]);
});

it("says the same once at a time, is quiet about it for a while, and counts", () => {
  const it = followed();
  it.say("saved");
  it.say("saved");
  expect(it.shown()).toEqual(["saved"]);
  it.wait(3_600);
  it.say("saved");
  expect(it.shown()).toEqual([]);
  expect(it.now().past).toMatchObject([{ text: "saved", times: 3 }]);
  it.wait(4_000);
  it.say("saved");
  expect(it.shown()).toEqual(["saved"]);
});

it("does not say again what still stands there", () => {
  const it = followed();
  it.say("it failed", true);
  it.wait(5_000);
  it.say("it failed", true);
  expect(it.shown()).toEqual(["it failed"]);
});

it("tells an error from the same words that are none", () => {
  const it = followed();
  it.say("it ended");
  it.say("it ended", true);
  expect(it.shown()).toEqual(["it ended", "it ended"]);
});

it("keeps fifty", () => {
  const it = followed();
  for (let number = 1; number <= 60; number += 1) it.say(`number ${number}`);
  expect(it.past()).toHaveLength(50);
  expect([it.past()[0], it.past()[49]]).toEqual(["number 60", "number 11"]);
});

it("knows how many nobody has looked at", () => {
  const it = followed();
  it.say("one");
  it.say("two");
  it.say("two");
  expect(it.now().unseen).toBe(2);
  act(looked);
  expect(it.now().unseen).toBe(0);
  it.say("two");
  expect(it.now().unseen).toBe(1);
});

it("takes from the screen what somebody has seen, and nothing else", () => {
  const it = followed();
  it.say("one");
  it.say("two");
  act(() => dismiss(it.now().shown[0]?.id ?? 0));
  expect(it.shown()).toEqual(["two"]);
  expect(it.past()).toEqual(["two", "one"]);
});
