import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import { readSearch, writeSearch } from "@/lib/address";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { CatalogPage, type Kind } from "./CatalogPage";

const t = texts.catalog;
const COUNTS = { available: 1, monitored: 3, missing: 2 };
const film = (id: number, title: string, rest: object = {}) => ({ id, title, year: 2020, monitored: true, hasFile: false, reason: "Missing", qualityProfileName: "HD", category: "films", instance: "Radarr", ...rest });
const FILMS = { total: 2, page: 0, page_size: 48, counts: COUNTS, movies: [film(1, "Tenet"), { odd: true }, film(2, "Dune", { hasFile: true, reason: null })] };
const soon = new Date(Date.now() + 86_400_000 * 2).toISOString();
const QUEUE = { instance: "Radarr", state: "resting", pausedUntil: null, pauseReason: "", upcoming: [], items: [{ id: 1, title: "Tenet (2020)", skip: "cooldown", until: soon }] };
let asked: string[] = [];

beforeEach(() => {
  asked = [];
  vi.stubGlobal("IntersectionObserver", class { observe() {} disconnect() {} });
  vi.stubGlobal("CSS", { escape: (text: string) => text });
  localStorage.clear();
  server.use(
    http.get("*/web/radarr/films/movies", ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json(FILMS);
    }),
    http.get("*/web/search/queue", () => HttpResponse.json(QUEUE)),
    http.get("*/web/activity", () => HttpResponse.json({ entries: [], nextBefore: null })),
  );
});

function shown(kind: Kind, address = "/", arrs: object[] = [{ name: "Radarr", category: "films", type: "radarr", alive: true, connected: true, why: "" }], searches: object = {}) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  queries.setQueryData(["live", "status"], { qbitInstances: {}, arrs, webui: { LiveArr: true } });
  queries.setQueryData(["live", "searches"], { searches });
  const root = createRootRoute({ component: () => <CatalogPage kind={kind} /> });
  const routeTree = root.addChildren(["/", "/config"].map((path) => createRoute({ getParentRoute: () => root, path })));
  const router = createRouter({ routeTree, history: createMemoryHistory({ initialEntries: [address] }), parseSearch: readSearch, stringifySearch: writeSearch });
  const page = render(<MantineProvider env="test"><QueryClientProvider client={queries}><RouterProvider router={router as never} /></QueryClientProvider></MantineProvider>);
  return { ...page, router };
}

async function violations(container: Element) {
  const { violations: found } = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  return found.map((each) => each.id);
}

it("says what is missing, and shows each entry with its state in words", async () => {
  const { container } = shown("radarr");
  expect(await screen.findByRole("heading", { level: 1, name: t.sentence.radarr("Radarr", 2, 3) })).toBeTruthy();
  const tenet = await screen.findByRole("button", { name: /Tenet/ });
  expect(within(tenet).getByText(t.state.missing)).toBeTruthy();
  expect(await within(tenet).findByText(/next/)).toBeTruthy();
  expect(within(screen.getByRole("button", { name: /Dune/ })).getByText(t.state.file)).toBeTruthy();
  expect(await violations(container)).toEqual([]);
});

it("has the server filter, and names the filters when nothing matches", async () => {
  shown("radarr", "/?status=missing&from=1999&page=2");
  await screen.findByRole("button", { name: /Tenet/ });
  expect(asked[0]).toContain("missing=true");
  expect(asked[0]).toContain("year_min=1999");
  expect(asked[0]).toContain("page=1");
  server.use(http.get("*/web/radarr/films/movies", () => HttpResponse.json({ ...FILMS, total: 0, movies: [] })));
  await userEvent.type(screen.getByRole("searchbox", { name: t.find }), "xyz");
  expect(await screen.findByText(/Nothing matches .*xyz/)).toBeTruthy();
  await userEvent.click(screen.getAllByRole("button", { name: texts.common.clearFilters })[0] ?? document.body);
  expect(await screen.findByText(t.empty.nothing)).toBeTruthy();
});

it("does not let it look as if nobody had requested anything, where requests are not read", async () => {
  server.use(http.get("*/web/radarr/films/movies", () => HttpResponse.json({ ...FILMS, total: 0, movies: [] })));
  shown("radarr", "/?status=request");
  expect(await screen.findByText(t.empty.noRequests)).toBeTruthy();
});

it("opens an entry, tells why it is not searched, and has it searched", async () => {
  let body: unknown = null;
  server.use(http.post("*/web/search", async ({ request }) => {
    body = await request.json();
    return HttpResponse.json(QUEUE);
  })); // prettier-ignore
  shown("radarr");
  await userEvent.click(await screen.findByRole("button", { name: /Tenet/ }));
  const drawer = await screen.findByRole("dialog", { name: t.item });
  expect(await within(drawer).findByText(new RegExp(t.why.skip["cooldown"] ?? "-"))).toBeTruthy();
  expect(within(drawer).getByRole("link", { name: /Open in Radarr/ }).getAttribute("href")).toContain("/web/arr/films/open/movie/1");
  expect(within(drawer).getByRole("link", { name: t.why.settings("Radarr") }).getAttribute("href")).toBe("#/config/Radarr?group=Entry%20Search");
  await userEvent.click(within(drawer).getByRole("button", { name: t.actions.searchNow }));
  await waitFor(() => expect(body).toEqual({ instance: "Radarr", ids: [1] }));
  expect(await violations(drawer)).toEqual([]);
});

it("shows seasons with the state of each episode, at an address of their own", async () => {
  const episode = (id: number, rest: object) => ({ id, episodeNumber: id, title: `Part ${id}`, airDateUtc: "2020-01-01T00:00:00Z", hasFile: false, monitored: true, reason: "Missing", ...rest });
  server.use(
    http.get("*/web/sonarr/tv%2Fkids/series", () => HttpResponse.json({ total: 0, counts: COUNTS, series: [] })),
    http.get("*/web/sonarr/tv%2Fkids/series/7", () => HttpResponse.json({
      series: { id: 7, title: "Bluey", monitored: true }, totals: COUNTS,
      seasons: [{ seasonNumber: 1, ...COUNTS, episodes: [episode(1, {}), episode(2, { hasFile: true, reason: null }), episode(3, { airDateUtc: soon, reason: null })] }],
    })),
  ); // prettier-ignore
  shown("sonarr", "/?item=tv/kids/7", [{ name: "Sonarr", category: "tv/kids", type: "sonarr", alive: true, connected: true, why: "" }]);
  const drawer = await screen.findByRole("dialog", { name: t.item });
  expect(await within(drawer).findByText("Part 1")).toBeTruthy();
  expect(within(drawer).getByText(t.season(1))).toBeTruthy();
  expect(within(drawer).getByText(t.state.file)).toBeTruthy();
  expect(within(drawer).getByText(t.state.notOut)).toBeTruthy();
  expect(await violations(drawer)).toEqual([]);
});

it("tells a library that is being read from one that is not configured", async () => {
  server.use(http.get("*/web/radarr/films/movies", () => HttpResponse.json({ ...FILMS, total: 0, counts: { available: 0, monitored: 0, missing: 0 }, movies: [] })));
  const { unmount } = shown("radarr", "/", undefined, { one: { name: "Radarr", catalogProgress: { phase: "list", done: 1204, total: 3120 } } });
  expect(await screen.findByText(t.empty.reading)).toBeTruthy();
  expect(screen.getByRole("meter", { name: t.reading("Radarr", "1,204", "3,120") })).toBeTruthy();
  unmount();
  shown("readarr", "/", []);
  expect(await screen.findByText(t.empty.unconfigured("Readarr"))).toBeTruthy();
});

it("shows the columns that the address names, chosen and moved by the keyboard", async () => {
  const user = userEvent.setup();
  const { router } = shown("radarr", "/?view=list&columns=year,nonsense,state,title");
  const names = () => screen.getAllByRole("columnheader").map((each) => each.textContent);
  await screen.findByRole("table", { name: t.caption.radarr });
  expect(names()).toEqual([t.wholes.radarr, t.columns.year, t.columns.state]);
  screen.getByRole("button", { name: texts.listing.columns }).focus();
  await user.keyboard("{Enter}");
  const score = await screen.findByRole("checkbox", { name: t.columns.score });
  score.focus();
  await user.keyboard(" ");
  await waitFor(() => expect(names()).toEqual([t.wholes.radarr, t.columns.year, t.columns.state, t.columns.score]));
  screen.getByRole("button", { name: `${t.columns.score}: ${texts.listing.moveUp}` }).focus();
  await user.keyboard("{Enter}");
  await waitFor(() => expect(names()).toEqual([t.wholes.radarr, t.columns.year, t.columns.score, t.columns.state]));
  expect(router.state.location.search).toMatchObject({ columns: "title,year,score,state" });
  expect((screen.getByRole("checkbox", { name: t.wholes.radarr }) as HTMLInputElement).disabled).toBe(true);
  expect(await violations(document.body)).toEqual([]);
  await user.click(screen.getByRole("button", { name: texts.listing.resetColumns }));
  await waitFor(() => expect(names()).toEqual([t.wholes.radarr, t.columns.year, t.columns.state, t.columns.monitored, t.columns.profile]));
  expect(router.state.location.search).not.toHaveProperty("columns");
});

it("keeps filters, order and looks as a view: an address that brings them back", async () => {
  const user = userEvent.setup();
  localStorage.setItem("qbitrr.catalog.view.radarr", JSON.stringify("list"));
  shown("radarr", "/?status=missing&sort=year&order=desc&page=2&item=films/1");
  await screen.findByRole("table", { name: t.caption.radarr });
  await user.click(screen.getByRole("button", { name: texts.listing.views.title }));
  await user.type(await screen.findByRole("textbox", { name: texts.listing.views.name }), "Old and missing{Enter}");
  const link = await screen.findByRole("link", { name: "Old and missing" });
  expect(link.getAttribute("href")).toBe("#/radarr?status=missing&sort=year&order=desc&view=list&columns=title%2Cyear%2Cstate%2Cmonitored%2Cprofile");
  expect(await violations(document.body)).toEqual([]);
});

it("sorts by several columns, which the address, the server and the heads say", async () => {
  const user = userEvent.setup();
  const { router } = shown("radarr", "/?view=list");
  const head = (name: string) => screen.getByRole("columnheader", { name: new RegExp(`^${name}`) });
  const press = async (name: string) => user.click(within(head(name)).getByRole("button"));
  await screen.findByRole("table", { name: t.caption.radarr });
  await press(t.columns.monitored);
  await waitFor(() => expect(asked.at(-1)).toMatch(/order=asc.*sort=monitored|sort=monitored.*order=asc/));
  await user.keyboard("{Shift>}");
  await press(t.columns.year);
  await press(t.columns.year);
  await user.keyboard("{/Shift}");
  await waitFor(() => expect(asked.at(-1)).toContain("sort=monitored%2C-year"));
  expect(router.state.location.search).toMatchObject({ sort: "monitored,-year" });
  expect(router.state.location.search).not.toHaveProperty("order");
  expect(head(t.columns.monitored).getAttribute("aria-sort")).toBe("ascending");
  expect(head(t.columns.year).getAttribute("aria-sort")).toBe("none");
  expect(within(head(t.columns.year)).getByText(texts.listing.sortPlace(2, true))).toBeTruthy();
  expect(await violations(document.body)).toEqual([]);
  await press(t.wholes.radarr);
  await waitFor(() => expect(router.state.location.search).toMatchObject({ sort: "title", order: "asc" }));
});

it("sorts by several columns without heads, too", async () => {
  const user = userEvent.setup();
  shown("radarr", "/");
  await user.click(await screen.findByRole("button", { name: t.filters }));
  const pick = async (label: string, option: string) => {
    await user.click(await screen.findByRole("combobox", { name: label }));
    await user.click(await screen.findByRole("option", { name: option }));
  };
  await pick(texts.listing.sortBy, `${t.sorts["year"]}, ${texts.listing.ways.desc}`);
  await pick(texts.listing.thenBy, `${t.wholes.radarr}, ${texts.listing.ways.asc}`);
  await waitFor(() => expect(asked.at(-1)).toContain("sort=-year%2Ctitle"));
});

const SONARR = [{ name: "Sonarr", category: "tv", type: "sonarr", alive: true, connected: true, why: "" }, { name: "Sonarr-Kids", category: "kids", type: "sonarr", alive: true, connected: true, why: "" }];
const leaf = (id: number, title: string, rest: object = {}) => ({
  id, title, parentId: 7, parentTitle: "Bluey", season: 1, number: id, parts: null, there: null, date: "2020-01-01T00:00:00Z", monitored: true, hasFile: false, reason: "Missing",
  qualityProfileName: "HD", category: "tv", instance: "Sonarr", ...rest,
}); // prettier-ignore

function withEpisodes() {
  const episode = (id: number, title: string) => ({ id, episodeNumber: id, title, airDateUtc: "2020-01-01T00:00:00Z", hasFile: false, monitored: true, reason: "Missing" });
  server.use(
    http.get("*/web/sonarr/series", () => HttpResponse.json({ total: 0, counts: COUNTS, series: [] })),
    http.get("*/web/flat/sonarr", ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json({ total: 50_000, counts: COUNTS, leaves: [leaf(1, "Pilot"), leaf(2, "Later", { hasFile: true, reason: null }), leaf(3, "To come", { date: soon, reason: null, category: "kids", instance: "Sonarr-Kids" })] });
    }),
    http.get("*/web/sonarr/tv/series/7", () => HttpResponse.json({ series: { id: 7, title: "Bluey", monitored: true }, totals: COUNTS, seasons: [{ seasonNumber: 1, ...COUNTS, episodes: [episode(1, "Pilot"), episode(2, "Later")] }] })),
  );
}

it("lists episodes one by one over all instances, in an order the server makes, and goes to a page by its number", async () => {
  const user = userEvent.setup();
  withEpisodes();
  const { router, container } = shown("sonarr", "/?status=missing", SONARR);
  await user.click(await screen.findByRole("radio", { name: t.caption.episodes }));
  const table = await screen.findByRole("table", { name: t.caption.episodes });
  expect(within(table).getAllByRole("columnheader").map((each) => each.textContent)).toEqual([t.wholes.episodes, t.columns.parts.episodes, t.columns.state, t.columns.date, texts.common.instance]);
  const rows = within(table).getAllByRole("row").slice(1).map((each) => each.textContent);
  expect(rows[0]).toContain("S01E01 · Pilot");
  expect(rows[0]).toContain(t.state.missing);
  expect(rows[1]).toContain(t.state.file);
  expect(rows[2]).toContain(t.state.notOut);
  expect(rows[2]).toContain("Sonarr-Kids");
  expect(asked.at(-1)).toMatch(/missing=true/);
  expect(asked.at(-1)).not.toMatch(/category=/);
  expect(router.state.location.search).toMatchObject({ group: "flat", status: "missing" });
  await user.click(within(table).getByRole("button", { name: t.columns.date }));
  await waitFor(() => expect(asked.at(-1)).toMatch(/sort=date/));
  const page = screen.getByRole("textbox", { name: t.pageNumber });
  await user.clear(page);
  await user.type(page, "99999{Enter}");
  await waitFor(() => expect(asked.at(-1)).toMatch(/page=1041&/));
  expect(await violations(container)).toEqual([]);
});

it("asks one instance for its episodes, and remembers that they are wanted one by one", async () => {
  withEpisodes();
  localStorage.setItem("qbitrr.catalog.group.sonarr", JSON.stringify("flat"));
  shown("sonarr", "/?instance=Sonarr", SONARR);
  await screen.findByRole("table", { name: t.caption.episodes });
  expect(asked.at(-1)).toMatch(/category=tv/);
});

it("opens an episode at an address of its own, tells why it alone is not searched, has it searched, and leads to its series", async () => {
  const user = userEvent.setup();
  withEpisodes();
  let body: unknown = null;
  server.use(http.post("*/web/search", async ({ request }) => {
    body = await request.json();
    return HttpResponse.json(QUEUE);
  })); // prettier-ignore
  const { router } = shown("sonarr", "/?group=flat&item=tv/7:1", SONARR);
  const drawer = await screen.findByRole("dialog", { name: t.item });
  const part = await within(drawer).findByRole("region", { name: t.part.group });
  expect(part.textContent).toContain("Pilot");
  expect(await within(drawer).findByText(new RegExp(t.why.skip["cooldown"] ?? "-"))).toBeTruthy();
  await user.click(within(drawer).getByRole("button", { name: t.actions.searchNow }));
  await waitFor(() => expect(body).toEqual({ instance: "Sonarr", ids: [1] }));
  expect(await violations(drawer)).toEqual([]);
  await user.click(within(part).getByRole("button", { name: t.part.whole("Bluey") }));
  await waitFor(() => expect(router.state.location.search).toMatchObject({ item: "tv/7" }));
  await waitFor(() => expect(screen.queryByRole("region", { name: t.part.group })).toBeNull());
});
