import { expect, it } from "vitest";
import { found, type Target } from "./finding";

const target = (label: string, group = "g", hint = ""): Target => ({ key: label, label, group, hint, go: () => undefined });

it("finds by every word, in label or hint, whatever the case", () => {
  const targets = [target("Stalled delay", "Settings", "Radarr-4K Torrent"), target("Torrents", "Pages")];
  expect(found(targets, "torrent 4k").map((each) => each.label)).toEqual(["Stalled delay"]);
  expect(found(targets, "TORR").map((each) => each.label)).toEqual(["Torrents", "Stalled delay"]);
  expect(found(targets, "xyz")).toEqual([]);
});

it("keeps groups together and short", () => {
  const many = Array.from({ length: 30 }, (_, index) => target(`a${index}`, index % 2 ? "odd" : "even"));
  const result = found(many, "");
  expect(result.length).toBe(16);
  expect(new Set(result.slice(0, 8).map((each) => each.group)).size).toBe(1);
});
