import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createHashHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { readSearch, writeSearch } from "@/lib/address";
import { server } from "@/testing/setup";
import { QuarantinePage } from "./QuarantinePage";

vi.stubGlobal("scrollTo", () => undefined);
const reason = { code: "stalled", text: "Nothing moved for 16 min, so it is given up.", rule: 13, measured: { idle_seconds: 960 }, configured: { stalled_seconds: 900 } };
const held = (hash: string, name: string) => ({
  instance: "qBit", hash, name, section: "Radarr", category: "films", tags: [], sizeBytes: 1024 ** 3, contentPath: "", why: reason, at: new Date(Date.now() - 3_600_000).toISOString(),
  purgeAt: new Date(Date.now() + 3_600_000).toISOString(), deleteFiles: true, state: "waiting", adopted: false,
});
const open = { instance: "qBit", hash: "cc", name: "Oppenheimer", section: "Radarr", stage: "waiting", since: new Date().toISOString(), reason, waits_for: "Too many at once.", held_by: "blast_radius", next_try: null };
let orders: string[] = [];

beforeEach(() => {
  orders = [];
  window.location.hash = "#/";
  server.use(
    http.get("*/web/quarantine", () => HttpResponse.json({ quarantine: [held("aa", "Dune.Part.Two"), held("bb", "Tenet")] })),
    http.get("*/web/removals", () => HttpResponse.json({ removals: [open] })),
    http.post("*/web/:what/:instance/:hash/:order", ({ params }) => {
      orders.push(`${String(params["what"])} ${String(params["hash"])} ${String(params["order"])}`);
      return HttpResponse.json({});
    }),
  );
  const router = createRouter({
    routeTree: createRootRoute({ component: QuarantinePage }), history: createHashHistory(), parseSearch: readSearch, stringifySearch: writeSearch,
  });
  render(<MantineProvider><QueryClientProvider client={new QueryClient()}><RouterProvider router={router} /></QueryClientProvider></MantineProvider>);
});

test("the page says how much is held; Undo goes at once, Purge asks first and names what it deletes", async () => {
  expect((await screen.findByRole("heading", { level: 1 })).textContent).toMatch(/Quarantine|2 torrents held/);
  await userEvent.click(await screen.findByRole("button", { name: "Undo the removal of Dune.Part.Two" }));
  expect(orders).toEqual(["quarantine aa undo"]);
  expect((await screen.findByRole("status")).textContent).toMatch(/Dune.Part.Two is back/);

  await userEvent.click(screen.getByRole("button", { name: "Purge Tenet" }));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByText("Tenet")).toBeTruthy();
  expect(dialog.textContent).toMatch(/cannot be undone/);
  expect(orders).toHaveLength(1);
  await userEvent.click(within(dialog).getByRole("button", { name: "Delete for good" }));
  await vi.waitFor(() => expect(orders).toEqual(["quarantine aa undo", "quarantine bb purge"]));
});

test("a removal that is held can be taken back, or let go after a question", async () => {
  await userEvent.click(await screen.findByText(/Open removals/));
  await userEvent.click(await screen.findByRole("button", { name: "Let the removal of Oppenheimer go now" }));
  await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove it" }));
  await vi.waitFor(() => expect(orders).toEqual(["removals cc release"]));
  await userEvent.click(screen.getByRole("button", { name: "Cancel the removal of Oppenheimer" }));
  await vi.waitFor(() => expect(orders).toContain("removals cc cancel"));
});

test("nothing on the page is wrong for a screen reader", async () => {
  await screen.findByRole("button", { name: "Purge Tenet" });
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(violations.map((each) => `${each.id}: ${each.nodes[0]?.html ?? ""}`)).toEqual([]);
});

test("of several that are chosen only these are brought back, and only these purged", async () => {
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select Tenet" }));
  await userEvent.click(screen.getByRole("button", { name: "Purge 1…" }));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).queryByText("Dune.Part.Two")).toBeNull();
  expect(within(dialog).getByText("Tenet")).toBeTruthy();
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByRole("button", { name: "Undo 1" }));
  await vi.waitFor(() => expect(orders).toEqual(["quarantine bb undo"]));
});

test("all are brought back at once when that is asked", async () => {
  await userEvent.click(await screen.findByRole("button", { name: "Undo all" }));
  await vi.waitFor(() => expect(orders).toEqual(["quarantine aa undo", "quarantine bb undo"]));
});

test("a filter leaves what does not match out of sight and out of what is asked of all", async () => {
  await userEvent.type(await screen.findByRole("searchbox"), "tenet");
  await vi.waitFor(() => expect(screen.queryByText("Dune.Part.Two")).toBeNull());
  await userEvent.click(screen.getByRole("button", { name: "Undo all" }));
  await vi.waitFor(() => expect(orders).toEqual(["quarantine bb undo"]));
  await userEvent.type(screen.getByRole("searchbox"), " and nothing else");
  await userEvent.click(await screen.findByRole("button", { name: "Clear filters" }));
  expect(await screen.findByRole("button", { name: "Purge Tenet" })).toBeTruthy();
});

test("what is refused is said in the row with its id, and can be tried again", async () => {
  server.use(http.post("*/web/quarantine/:instance/:hash/undo", () => HttpResponse.json({ error: "it is gone" }, { status: 500, headers: { "x-request-id": "abc7" } }), { once: true }));
  await userEvent.click(await screen.findByRole("button", { name: "Undo the removal of Tenet" }));
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toMatch(/it is gone.*abc7/s);
  expect(screen.getByRole("button", { name: "Purge Tenet" })).toBeTruthy();
  await userEvent.click(within(alert).getByRole("button", { name: "Try again" }));
  await vi.waitFor(() => expect(orders).toEqual(["quarantine bb undo"]));
});
