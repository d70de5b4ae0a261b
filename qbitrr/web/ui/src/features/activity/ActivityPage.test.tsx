import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createHashHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { readSearch, writeSearch } from "@/lib/address";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { ActivityPage } from "./ActivityPage";

vi.stubGlobal("scrollTo", () => undefined);
const entry = (id: number) => ({ id, at: new Date(Date.now() + id).toISOString(), section: "Radarr", actor: "torrent", kind: "paused", act: "pause", result: "done", rule: "", text: "", instance: "qBit", hash: `h${id}`, name: `Torrent ${id}`, media: [], why: null, detail: {} });
let ids: number[] = [];
let asked: string[] = [];

function show(hash: string): QueryClient {
  window.location.hash = hash;
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const router = createRouter({
    routeTree: createRootRoute({ component: () => <main id="content"><ActivityPage /></main> }), history: createHashHistory(), parseSearch: readSearch, stringifySearch: writeSearch,
  });
  render(<MantineProvider env="test"><QueryClientProvider client={queries}><RouterProvider router={router} /></QueryClientProvider></MantineProvider>);
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

test("each filter goes into its own place of the address", async () => {
  show("#/");
  await screen.findByText(/the journal begins here/);
  const pick = async (label: string, index: number) => {
    await userEvent.click(screen.getByRole("combobox", { name: label }));
    const options = await screen.findAllByRole("option");
    await userEvent.click(options[index] as HTMLElement);
  };
  await pick(texts.activity.result, 0);
  const [result = ""] = Object.keys(texts.activity.results);
  await vi.waitFor(() => expect(new URLSearchParams(asked.at(-1)).get("result")).toBe(result));
  await userEvent.click(screen.getByRole("radio", { name: texts.dashboard.short["7d"] }));
  await vi.waitFor(() => expect(window.location.hash).toContain("range=7d"));
});

test("what could not be read is said with its id, and is read when tried again", async () => {
  let isBroken = true;
  server.use(http.get("*/web/activity", () => (isBroken ? HttpResponse.json({ error: "no journal" }, { status: 500, headers: { "x-request-id": "abc6" } }) : HttpResponse.json({ entries: ids.map(entry), nextBefore: null }))));
  show("#/");
  const alert = (await screen.findAllByRole("alert"))[0] as HTMLElement;
  expect(alert.textContent).toMatch(/no journal.*abc6/s);
  isBroken = false;
  await userEvent.click(within(alert).getByRole("button", { name: texts.errors.retry }));
  await screen.findByText(/the journal begins here/);
});

test("the file that is handed over holds what is shown", async () => {
  const files: Blob[] = [];
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: (file: Blob) => (files.push(file), "blob:x"), revokeObjectURL: () => undefined }));
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
  show("#/");
  await screen.findByText(/the journal begins here/);
  for (const kind of ["CSV", "JSON"]) {
    await userEvent.click(screen.getByRole("button", { name: texts.activity.export }));
    await userEvent.click(await screen.findByRole("menuitem", { name: kind }));
  }
  const [csv = "", json = ""] = await Promise.all(files.map(read));
  expect(csv).toContain("Torrent 1");
  expect((JSON.parse(json) as { id: number }[]).map((each) => each.id)).toEqual([2, 1]);
});

const read = (file: Blob): Promise<string> =>
  new Promise((done) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => done(String(reader.result)));
    reader.readAsText(file);
  });
