import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createHashHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { readSearch, writeSearch } from "@/lib/address";
import { server } from "@/testing/setup";
import { ActivityPage } from "./ActivityPage";

vi.stubGlobal("scrollTo", () => undefined);
const entry = (id: number) => ({ id, at: new Date(Date.now() + id).toISOString(), section: "Radarr", actor: "torrent", kind: "paused", act: "pause", result: "done", rule: "", text: "", instance: "qBit", hash: `h${id}`, name: `Torrent ${id}`, media: [], why: null, detail: {} });
let ids: number[] = [];
let asked: string[] = [];

function show(hash: string): QueryClient {
  window.location.hash = hash;
  const queries = new QueryClient();
  const router = createRouter({
    routeTree: createRootRoute({ component: () => <main id="content"><ActivityPage /></main> }), history: createHashHistory(), parseSearch: readSearch, stringifySearch: writeSearch,
  });
  render(<MantineProvider><QueryClientProvider client={queries}><RouterProvider router={router} /></QueryClientProvider></MantineProvider>);
  return queries;
}

beforeEach(() => {
  ids = [2, 1];
  asked = [];
  server.use(
    http.get("*/web/activity", ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json({ entries: ids.map(entry), nextBefore: null });
    }),
    http.get("*/web/activity/histogram", () => HttpResponse.json({ bucketSeconds: 3600, since: "", until: "", total: 2, buckets: [] })),
  );
});

test("what is done meanwhile does not push the page down: it is counted, and shown when wanted", async () => {
  const queries = show("#/");
  await screen.findByText(/the journal begins here/);
  ids = [4, 3, 2, 1];
  await queries.invalidateQueries({ queryKey: ["activity"] });
  await screen.findByText("2 new above");
  await userEvent.click(screen.getByRole("button", { name: "Show" }));
  await vi.waitFor(() => expect(screen.queryByText(/new above/)).toBeNull());
});

test("the filters in the address are those of the question; without a hit they can be cleared", async () => {
  ids = [];
  show("#/?kind=removed&rule=stalled");
  await screen.findByText("Nothing matches these filters.");
  expect(asked[0]).toContain("kind=removed");
  expect(asked[0]).toContain("rule=stalled");
  await userEvent.click(screen.getAllByRole("button", { name: "Clear filters" })[0] as HTMLElement);
  expect(await screen.findByText("Nothing was done yet.")).toBeTruthy();
});
