import { describe, expect, it } from "vitest";
import type { Process, Status } from "@/api/shapes";
import { grouped, hasFailed, stateOf, tidied } from "./rows";

const child = (name: string, kind: string, more: Partial<Process> = {}): Process => ({
  category: "", name, kind, pid: 1, alive: true, rebuilding: false, state: "running", startedAt: null, restarts: 0, restartsAllowed: 5, restartWindowSeconds: 300, budgetRenewedAt: null, exitCode: null, why: "", transport: "", output: [],
  catalogProgress: undefined, ...more,
}); // prettier-ignore
const status = {
  qbitInstances: {}, ready: true, dryRun: false, problems: [], webui: { LiveArr: true, GroupSonarr: true, GroupLidarr: true, Theme: "", ViewDensity: "" },
  arrs: [
    { category: "tv", name: "Sonarr", type: "sonarr", alive: true, connected: false, why: "HTTP 502" },
    { category: "films", name: "Radarr-4K", type: "radarr", alive: true, connected: true, why: "" },
    { category: "books", name: "Readarr", type: "readarr", alive: false, connected: true, why: "" },
  ],
} as Status; // prettier-ignore

it("puts sections by their type, torrents before search, and what is no Arr's last", () => {
  const groups = grouped([child("qBit", "category"), child("Sonarr", "search"), child("Radarr-4K", "search"), child("Radarr-4K", "torrent"), child("FreeSpace", "torrent")], status);
  expect(groups.map((each) => `${each.name}: ${each.processes.map(({ kind }) => kind).join(" ")}`)).toEqual([
    "Radarr-4K: torrent search", "Sonarr: search", "Readarr: ", "FreeSpace: torrent", "qBit: category",
  ]);
  expect(groups.map((each) => each.trouble)).toEqual(["", "HTTP 502", "", "", ""]);
});

it.each([
  [{}, "running good"], [{ activeCommands: 1 }, "searching work"], [{ state: "stopping" }, "stopping work"], [{ state: "starting", alive: false }, "starting work"],
  [{ state: "backoff", alive: false }, "backoff wait"], [{ state: "crashed", alive: false }, "crashed bad"], [{ state: "stopped", alive: false }, "stopped idle"],
  [{ rebuilding: true, state: "stopping" }, "rebuilding work"], [{ state: "newer word", alive: true }, "newer word good"],
])("is in state %o: %s", (more, said) => {
  const { word, mood } = stateOf(child("Radarr", "torrent", more));
  expect(`${word} ${mood}`).toBe(said);
});

it("asks for last words only after an end of its own", () => {
  expect(["running", "stopping", "stopped", "backoff", "crashed"].filter((state) => hasFailed(child("R", "torrent", { state })))).toEqual(["backoff", "crashed"]);
});

describe("a summary of a search", () => {
  it.each([
    ["Tenet.2020.2160p.WEB-DL", "Tenet (2020)"], ["Blade Runner 2049 2017 1080p", "Blade Runner 2049 (2017)"], ["The.Bear.S03E10.2024.1080p", "The.Bear.S03E10.2024.1080p"],
    ["14 queued items", "14 queued items"], ["Searched 3 movies, next search 2026-11-30 08:01Z", "Searched 3 movies"],
  ])("%s is said as %s", (summary, said) => expect(tidied(summary)).toBe(said));
});
