import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createHashHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, test, vi } from "vitest";
import { readSearch, writeSearch } from "@/lib/address";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { ConfigPage } from "./ConfigPage";
import { setDrafts } from "./store";

vi.stubGlobal("scrollTo", () => undefined);
Element.prototype.scrollIntoView = () => undefined;

const field = (key: string, more: object) => ({
  section: "Arr", key, path: key.split("."), label: key, kind: "text", type: "string", group: "General", default: "", description: "", required: false, secure: false, nullable: false,
  readOnly: false, uiExpose: true, reload: { type: "live", effect: "Taken over at once." }, hasEffect: true, ...more,
}); // prettier-ignore
const fields = [
  field("APIKey", { label: "API key", kind: "password", type: "secret", secure: true, required: true }),
  field("Torrent.StalledDelay", { label: "Stalled delay", kind: "duration", type: "duration", unit: "minutes", default: 15, minimum: -1, sentinels: [{ value: -1, meaning: "never removed for it", words: ["off"] }] }),
];
const effects = [{ target: "Radarr-4K", action: "reconfigure_section", text: "Radarr-4K goes by its new settings" }];
const changed = (revision: string, saved: boolean) => ({ reloadType: "live", affectedInstances: [], saved, revision, warnings: [], reload: { effects, changed: [], restartRequired: false } });

let file: { delay: number | string; revision: string };
let posted: unknown[];
let previewed: unknown[];
let outlook: object;
let confirmed: boolean;
let fixed: object[];

beforeEach(() => {
  setDrafts(() => ({}));
  file = { delay: 15, revision: "one" };
  posted = [];
  previewed = [];
  confirmed = true;
  fixed = [];
  outlook = { steps: [], counts: [], sections: [], moves: [], dryRun: false, removalsPerHour: 50 };
  server.use(
    http.get("*/web/config/schema", () => HttpResponse.json({ version: 1, sections: { Arr: fields } })),
    http.get("*/web/config/problems", () =>
      HttpResponse.json({ revision: file.revision, trouble: "", problems: [], confirmed, fixed })),
    http.get("*/web/config", () => HttpResponse.json({ "Radarr-4K": { APIKey: "***", Torrent: { StalledDelay: file.delay } } }, { headers: { ETag: `"${file.revision}"` } })),
    http.post("*/web/config/handling", () => HttpResponse.json({ section: "Radarr-4K", active: true, general: [], groups: [{ categories: ["films"], sentences: [{ rule: "stalled", text: "Given up after a while.", keys: ["Radarr-4K.Torrent.StalledDelay"] }] }], problems: [] })),
    http.post("*/web/config/plan", () => HttpResponse.json(changed(file.revision, false))),
    http.post("*/web/config/confirm", () => {
      confirmed = true;
      return HttpResponse.json(changed("two", true));
    }),
    http.post("*/web/preview", async ({ request }) => {
      previewed.push(await request.json());
      return HttpResponse.json(outlook);
    }),
    http.post("*/web/config", async ({ request }) => {
      const body = (await request.json()) as { revision: string };
      posted.push(body);
      if (body.revision !== file.revision) return HttpResponse.json({ error: "changed meanwhile", code: "CONFIG_CONFLICT", conflicts: [] }, { status: 409 });
      return HttpResponse.json(changed("three", true));
    }),
  );
});

async function opened(): Promise<HTMLElement> {
  window.location.hash = "#/config/Radarr-4K";
  const root = createRootRoute();
  const page = (path: string) => createRoute({ getParentRoute: () => root, path, component: ConfigPage });
  const router = createRouter({ routeTree: root.addChildren([page("/config"), page("/config/$section")]), history: createHashHistory(), parseSearch: readSearch, stringifySearch: writeSearch });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const { container } = render(<MantineProvider><QueryClientProvider client={queries}><RouterProvider router={router as never} /></QueryClientProvider></MantineProvider>);
  await screen.findByText("Given up after a while.");
  return container;
}

async function delayed(minutes: string): Promise<HTMLElement> {
  const input = screen.getByRole("textbox", { name: "Stalled delay" });
  await userEvent.clear(input);
  await userEvent.type(input, minutes);
  await userEvent.click(await screen.findByRole("button", { name: "Review and save" }));
  return screen.findByRole("dialog");
}

test("what is changed is shown old and new, with what saving it does, before it is saved", async () => {
  const container = await opened();
  expect((await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } })).violations.map((each) => `${each.id}: ${each.nodes[0]?.html ?? ""}`)).toEqual([]);
  const dialog = await delayed("30");
  expect(await within(dialog).findByText("Radarr-4K goes by its new settings")).toBeTruthy();
  expect(within(dialog).getAllByRole("cell").map((each) => each.textContent)).toEqual(["Radarr-4K · Stalled delay", "15\u202fmin", "30\u202fmin"]);
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  await vi.waitFor(() => expect(screen.queryByRole("button", { name: "Review and save" })).toBeNull());
  expect(posted).toEqual([{ changes: { '["Radarr-4K","Torrent","StalledDelay"]': 30 }, renames: {}, revision: "one" }]);
});

test("a key that the environment holds shows what counts, not what the file says, and cannot be changed", async () => {
  fixed = [{ key: "Radarr-4K.Torrent.StalledDelay", variable: "QBITRR__Radarr_4K__Torrent__StalledDelay", why: "", value: 90 }];
  await opened();
  expect(await screen.findByText(texts.config.lockedBy("QBITRR__Radarr_4K__Torrent__StalledDelay"))).toBeTruthy();
  const input = screen.getByRole<HTMLInputElement>("textbox", { name: "Stalled delay" });
  expect([input.value, input.disabled]).toEqual(["90", true]);
});

test("what would happen to torrents is counted and named, with what would hold it, before it is saved", async () => {
  const step = { instance: "qBit", hash: "a".repeat(40), name: "Film.2020", section: "Radarr-4K", category: "films", step: "removal", data: "delete", isNew: true, text: "Nothing moved.", heldBy: "protected", heldText: "It is protected by a tag." };
  outlook = {
    steps: [step], counts: [{ section: "Radarr-4K", step: "removal", data: "delete", count: 60, new: 12 }, { section: "Radarr-4K", step: "pause", data: "", count: 1, new: 1 }],
    sections: [{ section: "Radarr-4K", torrents: 9, unread: 2, unlisted: 0, failed: 0, whyNot: "" }, { section: "Sonarr", torrents: 0, unread: 0, unlisted: 0, failed: 0, whyNot: "its loop is not running" }],
    moves: [{ instance: "qBit", category: "seeds", before: "", after: "qBit", torrents: 3 }], dryRun: false, removalsPerHour: 50,
  };
  await opened();
  const dialog = await delayed("30");
  for (const said of [
    "60 torrents would be removed with the data, 12 of them because of the changes.", "1 torrent would be stopped for want of room.", "3 torrents of seeds on qBit would be looked after by qBit.",
    "Removals go at most 50 an hour for each section.", "The trackers of 2 torrents were never read: these are kept until they are.", "Sonarr: its loop is not running", "It would wait: It is protected by a tag.",
  ]) expect(await within(dialog).findByText(said)).toBeTruthy();
  expect(within(dialog).getByRole("link", { name: "Film.2020" }).getAttribute("href")).toBe(`#/torrents?torrent=${encodeURIComponent(`qBit/${"a".repeat(40)}`)}`);
  expect(previewed[0]).toMatchObject({ changes: { '["Radarr-4K","Torrent","StalledDelay"]': 30 }, renames: {}, limit: 50 });
  expect(posted).toEqual([]);
});

test("what somebody else changed meanwhile is decided setting by setting, and nothing is lost until then", async () => {
  await opened();
  const dialog = await delayed("30");
  file = { delay: "1h", revision: "two" };
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  expect(await within(dialog).findByText("Changed elsewhere meanwhile")).toBeTruthy();
  for (const said of ["30 min", "1 h", "15 min"]) expect(within(dialog).getByText(said)).toBeTruthy();
  await userEvent.click(within(dialog).getByRole("button", { name: "Take yours" }));
  await vi.waitFor(() => expect(within(dialog).getByRole("button", { name: "Save" }).hasAttribute("disabled")).toBe(false));
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  await vi.waitFor(() => expect(posted.at(-1)).toEqual({ changes: { '["Radarr-4K","Torrent","StalledDelay"]': 30 }, renames: {}, revision: "two" }));
});

test("a secret is never filled in, is changed only by what is typed, and is not kept by the browser", async () => {
  const container = await opened();
  expect(container.innerHTML).not.toContain("***");
  await userEvent.click(screen.getByRole("button", { name: "Replace" }));
  expect(screen.queryByRole("button", { name: "Review and save" })).toBeNull();
  await userEvent.type(screen.getByLabelText("API key"), "geheim");
  expect(await screen.findByRole("button", { name: "Review and save" })).toBeTruthy();
  expect(sessionStorage.getItem("qbitrr.config.drafts")).not.toContain("geheim");
});

test.each([["90s", "90", "seconds"], ["1.4 weeks", "1.4", "weeks"]])("%s is shown with its own unit, and stays as it is until it is changed", async (written, amount, unit) => {
  file.delay = written;
  await opened();
  expect(screen.getByRole("textbox", { name: "Stalled delay" })).toHaveProperty("value", amount);
  const chosen = screen.getByRole<HTMLSelectElement>("combobox", { name: /^Stalled delay/ });
  expect(chosen.selectedOptions[0]?.textContent).toBe(unit);
  expect(screen.queryByRole("button", { name: "Review and save" })).toBeNull();
});

test("a file of another program is confirmed by who says so twice, and not asked about again", async () => {
  confirmed = false;
  await opened();
  const card = await screen.findByRole("region", { name: texts.config.confirm.title });
  await userEvent.click(within(card).getByRole("button", { name: texts.config.confirm.button }));
  const dialog = await screen.findByRole("dialog");
  expect(confirmed).toBe(false);
  await userEvent.click(within(dialog).getByRole("button", { name: texts.config.confirm.button }));
  await vi.waitFor(() => expect(screen.queryByRole("region", { name: texts.config.confirm.title })).toBeNull(), 10_000);
  expect(confirmed).toBe(true);
});

test("of several changed sections one is saved or discarded alone", async () => {
  await opened();
  const input = screen.getByRole("textbox", { name: "Stalled delay" });
  await userEvent.clear(input);
  await userEvent.type(input, "30");
  expect(screen.queryByRole("button", { name: texts.config.bar.reviewOne })).toBeNull();
  act(() => setDrafts((drafts) => ({ ...drafts, Settings: { isNew: false, changes: { FailedCategory: { was: null, mine: "films" } } } })));
  await userEvent.click(await screen.findByRole("button", { name: texts.config.bar.reviewOne }));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getAllByRole("cell").map((each) => each.textContent)).toEqual(["Radarr-4K · Stalled delay", "15\u202fmin", "30\u202fmin"]);
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  await vi.waitFor(() => expect(posted).toEqual([{ changes: { '["Radarr-4K","Torrent","StalledDelay"]': 30 }, renames: {}, revision: "one" }]));
  // What is changed elsewhere stays to be saved or discarded.
  expect(await screen.findByRole("region", { name: texts.config.bar.changes(1, 1) })).toBeTruthy();
});

test("every category is listed with its owner, and a conflict is seen while it is typed", async () => {
  server.use(http.get("*/web/config", () => HttpResponse.json({ qBit: { ManagedCategories: ["seeds"] }, "Radarr-4K": { Category: "films", APIKey: "***" } }, { headers: { ETag: '"one"' } })));
  await opened();
  expect(screen.queryByText(texts.config.categories.clashes(1))).toBeNull();
  act(() => setDrafts(() => ({ qBit: { isNew: false, changes: { ManagedCategories: { was: ["seeds"], mine: ["films"] } } } })));
  expect(await screen.findByText(texts.config.categories.clashes(1))).toBeTruthy();
});
