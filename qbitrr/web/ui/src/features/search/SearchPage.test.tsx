import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";
import { readSearch, writeSearch } from "@/lib/address";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { SearchPage } from "./SearchPage";
import { minutesUntilTomorrow } from "./until";

const t = texts.search;
const soon = new Date(Date.now() + 600_000).toISOString();
const QUEUE = {
  instance: "Radarr", at: soon, state: "resting", pausedUntil: null, pauseReason: "", pace: { enabled: true, perHour: 10, spentLastHour: 4, atOnce: 2, delaySeconds: 30 },
  upcoming: [{ lane: "missing", title: "Tenet (2020)", cost: 1, at: soon, reason: "Missing", why: "not searched for 14 days" }], skipped: { cooldown: 12, in_the_year_3000: 1 }, items: [], years: { oldestFirst: false, now: 2019, due: [...Array.from({ length: 9 }, (_, index) => ({ year: 2019 - index, count: index + 1 })), { year: null, count: 4 }, "odd"], beyond: 1200 },
}; // prettier-ignore
const PAST = { instance: "Radarr", id: 1, at: "2026-11-30T08:00:00Z", finishedAt: null, lane: "missing", reason: "Missing", title: "Dune (2021)", cost: 1, outcome: "grabbed", grabbed: 1, release: "Dune.2021-GRP", error: "" };
let pastAsked: string[] = [];

beforeEach(() => {
  pastAsked = [];
  server.use(
    http.get("*/web/search/queue", () => HttpResponse.json(QUEUE)),
    http.get("*/web/search/history", ({ request }) => {
      pastAsked.push(new URL(request.url).search);
      return HttpResponse.json({ searches: [PAST, { odd: true }], cursor: null });
    }),
  );
});

function shown() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(["live", "status"], { qbitInstances: {}, arrs: [{ name: "Radarr", category: "films", type: "radarr", alive: true, connected: true, why: "" }] });
  const root = createRootRoute({ component: SearchPage });
  const router = createRouter({ routeTree: root.addChildren([createRoute({ getParentRoute: () => root, path: "/" })]), history: createMemoryHistory(), parseSearch: readSearch, stringifySearch: writeSearch });
  return render(<MantineProvider env="test"><QueryClientProvider client={queries}><RouterProvider router={router as never} /></QueryClientProvider></MantineProvider>);
}

it("says what comes next, how fast, why the rest waits, and what was found", async () => {
  const { container } = shown();
  expect(await screen.findByRole("heading", { level: 1, name: t.sentence(1, 4, 0) })).toBeTruthy();
  expect(screen.getByText("Tenet (2020)")).toBeTruthy();
  expect(screen.getByText(/not searched for 14 days/)).toBeTruthy();
  expect(screen.getByRole("meter", { name: t.pace.perHour(4, 10) }).getAttribute("aria-valuenow")).toBe("40");
  expect(screen.getByText(t.skips["cooldown"] ?? "")).toBeTruthy();
  expect(screen.getByText("in_the_year_3000")).toBeTruthy();
  expect(screen.getByText(t.years(false, 2019))).toBeTruthy();
  expect(await screen.findByText("Dune.2021-GRP")).toBeTruthy();
  const result = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(result.violations.map((each) => each.id)).toEqual([]);
});

it("pauses an instance for an hour", async () => {
  let asked: unknown = null;
  server.use(http.post("*/web/search/pause", async ({ request }) => {
    asked = await request.json();
    return HttpResponse.json({ ...QUEUE, pausedUntil: soon });
  }));
  const user = userEvent.setup();
  shown();
  await user.click(await screen.findByRole("button", { name: t.pauseOf("Radarr") }));
  await user.click(await screen.findByRole("menuitem", { name: t.pauseOptions.hour }));
  await waitFor(() => expect(asked).toEqual({ instance: "Radarr", minutes: 60, reason: t.pauseReason }));
});

it("has the server filter past searches", async () => {
  const user = userEvent.setup();
  shown();
  await user.selectOptions(await screen.findByLabelText(t.outcome), "failed");
  await waitFor(() => expect(pastAsked.at(-1)).toContain("outcome=failed"));
});

it("says how many that are due are of which year, and counts all of them", async () => {
  shown();
  const years = [...(await screen.findByLabelText(t.dueByYear)).children].map((each) => each.textContent);
  expect(years.slice(0, 2)).toEqual(["20191", "20182"]);
  expect(years).toHaveLength(9);
  expect(years.at(-1)).toBe(`${t.laterYears}${(9 + 4 + 1200).toLocaleString()}`);
});

it("pauses until tomorrow, and goes on when told to", async () => {
  const asked: { minutes: number }[] = [];
  let queue: object = QUEUE;
  server.use(
    http.get("*/web/search/queue", () => HttpResponse.json(queue)),
    http.post("*/web/search/pause", async ({ request }) => {
      asked.push((await request.json()) as { minutes: number });
      queue = { ...QUEUE, pausedUntil: (asked.at(-1)?.minutes ?? 0) > 0 ? soon : null };
      return HttpResponse.json(queue);
    }),
  );
  const user = userEvent.setup();
  shown();
  await user.click(await screen.findByRole("button", { name: t.pauseOf("Radarr") }));
  const expected = minutesUntilTomorrow(Date.now());
  await user.click(await screen.findByRole("menuitem", { name: t.pauseOptions.tomorrow }));
  await user.click(await screen.findByRole("button", { name: t.resumeOf("Radarr") }));
  await waitFor(() => expect(asked).toHaveLength(2));
  expect(Math.abs((asked[0]?.minutes ?? 0) - expected)).toBeLessThanOrEqual(1);
  expect(asked[1]?.minutes).toBe(0);
});

it("shows all that are next when told to", async () => {
  const upcoming = Array.from({ length: 7 }, (_, index) => ({ lane: "missing", title: `Film ${index}`, cost: 1, at: soon, reason: "Missing", why: "" }));
  server.use(http.get("*/web/search/queue", () => HttpResponse.json({ ...QUEUE, upcoming })));
  shown();
  await screen.findByText("Film 4");
  expect(screen.queryByText("Film 6")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: t.upcomingMore(2) }));
  expect(screen.getByText("Film 6")).toBeTruthy();
});

it("finds past searches by text and instance, and shows older ones when told to", async () => {
  server.use(
    http.get("*/web/search/history", ({ request }) => {
      const { searchParams } = new URL(request.url);
      pastAsked.push(searchParams.toString());
      return HttpResponse.json({ searches: [searchParams.get("cursor") ? { ...PAST, id: 2, title: "Older (1999)" } : PAST], cursor: searchParams.get("cursor") ? null : "next" });
    }),
  );
  shown();
  await userEvent.click(await screen.findByRole("button", { name: t.older }));
  expect(await screen.findByText("Older (1999)")).toBeTruthy();
  await userEvent.type(screen.getByLabelText(t.find), "dune{Enter}");
  await waitFor(() => expect(pastAsked.at(-1)).toContain("q=dune"));
  await userEvent.selectOptions(screen.getByLabelText(texts.common.instance), "Radarr");
  await waitFor(() => expect(pastAsked.at(-1)).toContain("instance=Radarr"));
  expect(pastAsked.at(-1)).toContain("q=dune");
});

it("says of each part what failed, with its id, and the others stand", async () => {
  server.use(http.get("*/web/search/history", ({ request }) => (new URL(request.url).searchParams.get("limit") === "50" ? HttpResponse.json({ error: "no history" }, { status: 500, headers: { "x-request-id": "abc8" } }) : HttpResponse.json({ searches: [] }))));
  shown();
  expect((await screen.findByRole("alert")).textContent).toMatch(/no history.*abc8/s);
  expect(screen.getByText("Tenet (2020)")).toBeTruthy();
});
