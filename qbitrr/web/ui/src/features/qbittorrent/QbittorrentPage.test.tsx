import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createHashHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import { readSearch, writeSearch } from "@/lib/address";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { QbittorrentPage } from "./QbittorrentPage";

vi.stubGlobal("scrollTo", () => undefined);
const words = texts.qbittorrent;
const client = (section: string) => ({ section, alive: true, state: "connected", disabled: false, version: "5.1.0", host: "qbit", port: 8080, tls: false, why: "" });
const seedingConfig = { maxRatio: 1, maxTime: -1, removeMode: 1, downloadLimit: -1, uploadLimit: -1 };
const category = (name: string, instance: string) => ({ category: name, instance, managedBy: "arr", arrName: `Arr of ${name}`, torrentCount: 2, seedingCount: 1, totalSize: 1024, avgRatio: 1, avgSeedingTime: 0, seedingConfig });
const torrent = (hash: string, over: object) => ({ instance: "qBit", hash, name: hash, section: "Arr of films", state: "uploading", category: "films", tags: [], progress: 1, sizeBytes: 1024 ** 3, downloadedBytes: 1024 ** 3, etaSeconds: null, ratio: 1, ...over });
let asked: URLSearchParams[] = [];

beforeEach(() => {
  asked = [];
  server.use(
    http.get("*/web/qbit/categories", () => HttpResponse.json({ ready: true, categories: [category("films", "default"), category("series", "second")] })),
    http.get("*/web/torrents/facets", ({ request }) => HttpResponse.json({ total: 1, facets: { category: new URL(request.url).searchParams.get("q") === "dun" ? { films: 1 } : {} } })),
    http.get("*/web/torrents", ({ request }) => {
      asked.push(new URL(request.url).searchParams);
      const torrents = [torrent("aa", { name: "Dune.Part.Two", tags: ["kept, long"] }), torrent("bb", { name: "Tenet", state: "never_heard_of", progress: 0.25 }), { odd: true }];
      return HttpResponse.json({ torrents: asked.at(-1)?.get("cursor") ? [torrent("cc", { name: "Third" })] : torrents, total: 3, cursor: asked.at(-1)?.get("cursor") ? null : "next" });
    }),
    http.get("*/web/torrent-speeds/qBit", () => HttpResponse.json({ speeds: [{ hash: "aa", down: 0, up: 2048, seeds: 3, peers: 4, seedsKnown: 40, peersKnown: -1, uploadedBytes: 5 * 1024 ** 3 }] })),
  );
});

function show(hash = "#/") {
  window.location.hash = hash;
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(["live", "status"], { qbitInstances: { default: client("qBit"), second: client("qBit-2") }, arrs: [], ready: true, webui: { LiveArr: true } });
  const router = createRouter({ routeTree: createRootRoute({ component: QbittorrentPage }), history: createHashHistory(), parseSearch: readSearch, stringifySearch: writeSearch });
  return render(<MantineProvider env="test"><QueryClientProvider client={queries}><RouterProvider router={router as never} /></QueryClientProvider></MantineProvider>);
}

const fact = (row: HTMLElement, name: string) => within(row).getByText(name).nextElementSibling?.textContent?.replaceAll("\u202f", " ");

it("unfolds the torrents of a category with what is known of each; the address says so", async () => {
  const { container } = show();
  await userEvent.click(await screen.findByRole("button", { name: "films" }));
  const list = await screen.findByRole("list", { name: words.torrentsOf("films") });
  expect(asked[0]?.get("category")).toBe("films");
  expect(asked[0]?.get("instance")).toBe("qBit");
  const [dune, tenet] = within(list).getAllByRole("listitem");
  await waitFor(() => expect(fact(dune as HTMLElement, words.fact.uploaded)).toBe("5.00 GiB"));
  expect(fact(dune as HTMLElement, words.fact.seeds)).toBe("3 / 40");
  expect(fact(dune as HTMLElement, words.fact.peers)).toBe("4 / –");
  expect(fact(dune as HTMLElement, words.fact.down)).toBe("–");
  expect(within(dune as HTMLElement).getByRole("link", { name: "kept, long" }).getAttribute("href")).toContain("tag=kept");
  expect(fact(tenet as HTMLElement, words.fact.eta)).toBe("∞");
  expect(within(tenet as HTMLElement).getByText("never_heard_of")).toBeTruthy();
  expect(within(tenet as HTMLElement).getByRole("meter").getAttribute("aria-valuenow")).toBe("25");
  expect(window.location.hash).toContain("open=films");
  expect((await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } })).violations.map((each) => each.id)).toEqual([]);
  await userEvent.click(screen.getByRole("button", { name: "films" }));
  expect(screen.queryByRole("list", { name: words.torrentsOf("films") })).toBeNull();
});

it("says that a list is cut, and shows the rest when told to", async () => {
  show("#/?open=films");
  await screen.findByText(words.shownOf(2, 3));
  await userEvent.click(screen.getByRole("button", { name: words.showMore }));
  await screen.findByText("Third");
  expect(screen.queryByRole("button", { name: words.showMore })).toBeNull();
});

it("finds a category by a torrent in it, and shows those that match alone", async () => {
  show();
  await userEvent.type(await screen.findByRole("searchbox", { name: words.filter }), "dun");
  await waitFor(() => expect(asked.at(-1)?.get("q")).toBe("dun"));
  expect(asked.at(-1)?.get("category")).toBe("films");
  expect(screen.queryByText("series")).toBeNull();
  await userEvent.clear(screen.getByRole("searchbox", { name: words.filter }));
  await userEvent.type(screen.getByRole("searchbox", { name: words.filter }), "nothing like it");
  await userEvent.click(await screen.findByRole("button", { name: texts.common.clearFilters }));
  expect(await screen.findByRole("button", { name: "series" })).toBeTruthy();
});

it("shows what is in one client alone", async () => {
  show();
  await screen.findByRole("button", { name: "films" });
  await userEvent.selectOptions(screen.getByLabelText(words.clients), "qBit-2");
  await waitFor(() => expect(screen.queryByRole("button", { name: "films" })).toBeNull());
  expect(screen.getByRole("button", { name: "series" })).toBeTruthy();
  expect(window.location.hash).toContain("instance=qBit-2");
});

it("says in the place of the torrents what failed, with its id, and tries again", async () => {
  server.use(http.get("*/web/torrents", () => HttpResponse.json({ error: "no disk" }, { status: 500, headers: { "x-request-id": "abc9" } }), { once: true }));
  show("#/?open=films");
  const alert = await screen.findByRole("alert");
  expect(alert.textContent).toMatch(/no disk.*abc9/s);
  expect(screen.getByRole("button", { name: "series" })).toBeTruthy();
  await userEvent.click(within(alert).getByRole("button", { name: texts.errors.retry }));
  await screen.findByRole("list", { name: words.torrentsOf("films") });
});
