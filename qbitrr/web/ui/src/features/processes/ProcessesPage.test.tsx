import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test } from "vitest";
import { duration } from "@/lib/format";
import { server } from "@/testing/setup";
import { resizeTo } from "@/testing/window";
import { texts } from "@/texts";
import { ProcessesPage } from "./ProcessesPage";

const words = texts.processes;
beforeEach(() => resizeTo(1440));

const soon = new Date(Date.now() + 240_500).toISOString();
const child = (kind: string, more: object = {}) => ({
  category: "films", name: "Radarr", kind, pid: 7, alive: true, rebuilding: false, state: "running", startedAt: null, exitCode: null, why: "", transport: "fork", output: [],
  restarts: 0, restartsAllowed: 5, restartWindowSeconds: 300, budgetRenewedAt: null, ...more,
});

function show(processes: object[], passes: object[] = []) {
  server.use(
    http.get("*/web/processes/passes", () => HttpResponse.json({ processes: passes })),
    http.get("*/web/processes", () => HttpResponse.json({ processes })),
    http.get("*/web/processes/usage", () => HttpResponse.json({ processes: [{ name: "Radarr", kind: "torrent", category: "films", pid: 7, memoryBytes: 24 * 1024 ** 2, cpuSeconds: 3, cpuShare: 0.034 }, { odd: 1 }] })),
    http.get("*/web/qbit/categories", () => HttpResponse.json({ categories: [] })),
  );
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(["live", "status"], { qbitInstances: {}, arrs: [{ name: "Radarr", category: "films", type: "radarr", alive: true, connected: true, why: "" }] });
  return render(<MantineProvider env="test"><QueryClientProvider client={queries}><ProcessesPage /></QueryClientProvider></MantineProvider>);
}

test("each child says what it takes, and how much of its restarts is used until when", async () => {
  const { container } = show([child("torrent", { restarts: 2, budgetRenewedAt: soon }), child("search", { pid: null, restartsAllowed: null })]);
  const row = (await screen.findByText(words.budget(2, 5))).closest("tr") as HTMLElement;
  expect(within(row).getByText(words.renewed, { exact: false }).textContent).toMatch(/in 4.min/);
  expect(await within(row).findByText("24.0")).toBeTruthy();
  expect(within(row).getByText("3.4")).toBeTruthy();
  expect(screen.getByTitle(words.noRestarts).textContent).toBe("0");
  const result = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(result.violations.map((each) => each.id)).toEqual([]);
});

test("each loop shows how its last passes went, and what its end was", async () => {
  const at = new Date(Date.now() - 12_000).toISOString();
  const pass = (more: object = {}) => ({ at, turns: 1, seconds: 0.25, outcome: "done", why: "", ...more });
  const passes = [
    { name: "Radarr", kind: "torrent", category: "films", passes: [pass(), pass({ outcome: "failed", seconds: 9, turns: 4, why: "HTTP 502" }), pass()] },
    { name: "Radarr", kind: "search", category: "films", passes: [pass(), { odd: 1 }, pass({ outcome: "crashed", turns: 0, seconds: 0, why: "exit code 3" })] },
    { name: "Radarr", kind: "search", category: "other films", passes: [pass({ outcome: "failed" })] },
  ]; // prettier-ignore
  const { container } = show([child("torrent"), child("search"), child("category")], passes);
  const strip = await screen.findByRole("img", { name: words.passes(3, 1, 0, duration(9)) });
  expect([...strip.children].map((each) => (each as HTMLElement).style.height)).toEqual(["15%", "100%", "15%"]);
  expect(strip.children[1]?.getAttribute("title")).toMatch(/failed.*4 turns, the longest 9.s.*HTTP 502/);
  expect(strip.closest("td")?.textContent).toMatch(/250.ms · 1\d.s ago/);
  const crashed = screen.getByRole("img", { name: /1 crash/ });
  expect(crashed.closest("td")?.textContent).toMatch(/crashed/);
  expect(screen.getByText(words.noPasses)).toBeTruthy();
  const result = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(result.violations.map((each) => each.id)).toEqual([]);
});

test("a question before a restart stays when the window becomes that of a phone, and is about the same child", async () => {
  const asked: unknown[] = [];
  server.use(http.post("*/web/processes/:section/:kind/restart", ({ params }) => {
    asked.push([params["section"], params["kind"]]);
    return HttpResponse.json({ restarted: [] });
  })); // prettier-ignore
  show([child("torrent"), child("search", { activeCommands: 2, searchSummary: "Tenet", reportedAt: soon })]);
  await userEvent.click(await screen.findByRole("button", { name: words.restartLabel("Radarr", words.kind["search"] ?? "") }));
  expect(await screen.findByText(words.interrupt(2))).toBeTruthy();
  resizeTo(390);
  expect(screen.getByRole("dialog", { name: words.interruptTitle("Radarr") })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: words.restart }));
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(asked).toEqual([["Radarr", "search"]]);
});
