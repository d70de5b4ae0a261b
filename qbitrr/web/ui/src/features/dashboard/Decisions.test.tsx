import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createHashHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, test, vi } from "vitest";
import { readSearch, writeSearch } from "@/lib/address";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { Decisions } from "./Decisions";

vi.stubGlobal("scrollTo", () => undefined);
const stalled = { code: "stalled", text: "Nothing moved for 16 min, so it is given up.", rule: 13, measured: { idle_seconds: 960 }, configured: { stalled_seconds: 900 } };
const entry = (id: number, act: string) => ({
  id, at: new Date(Date.now() - 60_000 + id).toISOString(), section: "Radarr-4K", actor: "torrent", kind: "removed", act, result: "done", rule: "stalled",
  text: `${act} Dune`, instance: "qBit", hash: "aa", name: "Dune.Part.Two", media: [], why: stalled, detail: {},
});

function show(queries: QueryClient) {
  const router = createRouter({
    routeTree: createRootRoute({ component: Decisions }), history: createHashHistory(), parseSearch: readSearch, stringifySearch: writeSearch,
  });
  render(<MantineProvider><QueryClientProvider client={queries}><RouterProvider router={router} /></QueryClientProvider></MantineProvider>);
}

test("a removed torrent is searched again, or kept for good with a reason", async () => {
  const asked: [string, unknown][] = [];
  const note = async ({ request }: { request: Request }) => {
    asked.push([new URL(request.url).pathname, await request.text().then((body) => (body ? (JSON.parse(body) as unknown) : null))]);
    return HttpResponse.json({});
  };
  server.use(
    http.get("*/web/activity", () => HttpResponse.json({ entries: [entry(2, "quarantine"), { ...entry(1, "removal"), media: [7] }], nextBefore: null })),
    http.post("*/web/search", note), http.post("*/web/quarantine/*", note), http.post("*/web/torrents/*", note),
  );
  const queries = new QueryClient();
  queries.setQueryData(["live", "quarantine"], { quarantine: { "qBit/aa": { instance: "qBit", hash: "aa", category: "films" } } });
  show(queries);
  const story = await screen.findByRole("article");
  await userEvent.click(within(story).getByRole("button", { name: /^Why/ }));
  await userEvent.click(within(story).getByRole("button", { name: texts.journal.searchAgainOf("Dune.Part.Two") }));
  expect(await within(story).findByText(texts.journal.searchedAgain)).toBeTruthy();
  expect(asked).toEqual([["/web/search", { instance: "Radarr-4K", ids: [7] }]]);

  await userEvent.click(within(story).getByRole("button", { name: texts.journal.neverOf("Dune.Part.Two") }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.click(within(dialog).getByRole("button", { name: texts.journal.keep.confirm }));
  expect(within(dialog).getByText(texts.journal.keep.noReason)).toBeTruthy();
  await userEvent.type(within(dialog).getByRole("textbox"), "  a friend needs it ");
  await userEvent.click(within(dialog).getByRole("button", { name: texts.journal.keep.confirm }));
  await waitFor(() => expect(asked.slice(1)).toEqual([
    ["/web/quarantine/qBit/aa/undo", {}], ["/web/torrents/qBit/aa/actions", { action: "protect", reason: "a friend needs it" }],
  ]));
});

test("what is gone for good cannot be kept", async () => {
  server.use(http.get("*/web/activity", () => HttpResponse.json({ entries: [entry(2, "quarantine")], nextBefore: null })));
  const queries = new QueryClient();
  queries.setQueryData(["live", "quarantine"], { quarantine: {} });
  show(queries);
  await userEvent.click(await screen.findByRole("button", { name: /^Why/ }));
  expect(screen.queryByRole("button", { name: texts.journal.neverOf("Dune.Part.Two") })).toBeNull();
});

test("why something is gone is one click away, with the numbers, the setting and what followed; so is Undo", async () => {
  server.use(http.get("*/web/activity", () => HttpResponse.json({ entries: [entry(3, "blocklist"), entry(2, "quarantine"), entry(1, "removal")], nextBefore: null })));
  let undone = "";
  server.use(http.post("*/web/quarantine/:instance/:hash/undo", ({ params }) => {
    undone = `${String(params["instance"])}/${String(params["hash"])}`;
    return HttpResponse.json({});
  }));
  const queries = new QueryClient();
  queries.setQueryData(["live", "quarantine"], { quarantine: { "qBit/aa": { instance: "qBit", hash: "aa", category: "films" } } });
  show(queries);
  const story = await screen.findByRole("article");
  expect(within(story).getByText(/Nothing moved for 16 min/)).toBeTruthy();

  await userEvent.click(within(story).getByRole("button", { name: /^Why/ }));
  expect(within(story).getByRole("meter").getAttribute("aria-label")).toMatch(/16.min of 15.min/);
  expect(within(story).getByRole("link", { name: /Setting: Torrent.StalledDelay/ }).getAttribute("href")).toBe("#/config/Radarr-4K?field=Torrent.StalledDelay");
  expect(within(story).getByText("blocklist Dune")).toBeTruthy();

  await userEvent.click(within(story).getByRole("button", { name: "Undo the removal of Dune.Part.Two" }));
  expect(await within(story).findByText("Brought back")).toBeTruthy();
  expect(undone).toBe("qBit/aa");
});
