import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import { readSearch, writeSearch } from "@/lib/address";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { LogsPage } from "./LogsPage";

const t = texts.logs;
const said = (level: string, text: string) => `[2026-11-30 08:17:31,999] ${level.padEnd(8)}: qbitrr.loops.Loop: ${text}`;
const CONTENT = `${said("INFO", "begun")}\n${said("ERROR", "broken")}\n    Traceback\n    Boom\n`;
const SECOND = CONTENT.indexOf("\n") + 1;
let searched: URLSearchParams | null = null;
let asked = "";
let streams: EventTarget[] = [];

class Stream extends EventTarget {
  static readonly CLOSED = 2;
  readyState = 1;
  constructor() {
    super();
    streams.push(this);
  }
  close() {}
}

beforeEach(() => {
  searched = null;
  streams = [];
  vi.stubGlobal("EventSource", Stream);
  // jsdom lays nothing out: without a height the virtual list has no rows.
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(900);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(900);
  server.use(
    http.get("*/web/logs", () => HttpResponse.json({ files: [], details: [{ name: "All.log", size: 200, modified: null, rotated: false }, { name: "All.log.1", size: 9, modified: null, rotated: true }] })),
    http.get("*/web/logs/:name/download", ({ request }) => {
      asked = request.headers.get("range") ?? "";
      const headers = { "content-range": `bytes 0-${CONTENT.length - 1}/${CONTENT.length}`, etag: '"5-1-1"' };
      return new HttpResponse(CONTENT, { status: 206, headers });
    }),
    http.get("*/web/logs/:name/overview", () => HttpResponse.json({ size: CONTENT.length, inode: 5, is_whole: true, samples: [{ start: 0, end: CONTENT.length, first_at: "2026-11-30 08:17:31,999", last_at: "2026-11-30 08:17:31,999", levels: { INFO: 1, ERROR: 1 } }] })),
    http.get("*/web/logs/:name/place", ({ request }) => {
      searched = new URL(request.url).searchParams;
      return HttpResponse.json({ file: "All.log", byte: SECOND, size: CONTENT.length, inode: 5, at: "" });
    }),
    http.get("*/web/logs/:name/filter", ({ request }) => {
      searched = new URL(request.url).searchParams;
      return HttpResponse.json({ records: [{ file: "All.log", byte: SECOND, text: CONTENT.slice(SECOND, -1) }], before: "", after: `All.log:${CONTENT.length}`, searched: 9 });
    }),
  );
});

function shown(address = "/") {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const root = createRootRoute({ component: LogsPage });
  const router = createRouter({ routeTree: root.addChildren([createRoute({ getParentRoute: () => root, path: "/" })]), history: createMemoryHistory({ initialEntries: [address] }), parseSearch: readSearch, stringifySearch: writeSearch });
  const view = render(<MantineProvider env="test"><QueryClientProvider client={queries}><RouterProvider router={router as never} /></QueryClientProvider></MantineProvider>);
  return { ...view, address: () => router.state.location.search as Record<string, string> };
}

it("shows the end of the log, adds what the stream tells, and has no violation", async () => {
  const { container } = shown();
  expect(await screen.findByText("broken")).toBeTruthy();
  expect(asked).toBe(`bytes=-${64 * 1024}`);
  await waitFor(() => expect(streams).toHaveLength(1));
  const text = `${said("WARNING", "odd <b>name</b>")}\n`;
  streams[0]?.dispatchEvent(new MessageEvent("append", { data: JSON.stringify({ content: text, next_bytes: CONTENT.length + text.length, size: 0, inode: 5 }) }));
  expect(await screen.findByText("odd <b>name</b>")).toBeTruthy();
  const result = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(result.violations.map((each) => each.id)).toEqual([]);
});

it("folds what belongs to a line, and opens it", async () => {
  const user = userEvent.setup();
  shown();
  await screen.findByText("broken");
  expect(screen.queryByText(/Boom/)).toBeNull();
  await user.click(screen.getByRole("button", { name: t.unfold(2) }));
  expect(await screen.findByText(/Boom/)).toBeTruthy();
});

it("counts what comes while it is paused", async () => {
  const user = userEvent.setup();
  shown();
  await screen.findByText("broken");
  await waitFor(() => expect(streams).toHaveLength(1));
  await user.click(screen.getByRole("button", { name: t.pause }));
  const text = `${said("INFO", "a")}\n${said("INFO", "b")}\n`;
  streams[0]?.dispatchEvent(new MessageEvent("append", { data: JSON.stringify({ content: text, next_bytes: CONTENT.length + text.length, size: 0, inode: 5 }) }));
  expect(await screen.findByText(new RegExp(t.fresh(2)))).toBeTruthy();
  await user.click(screen.getByRole("button", { name: t.toEnd }));
  await waitFor(() => expect(screen.queryByText(new RegExp(t.fresh(2)))).toBeNull());
});

it("has the server find a text of a level, and leads to where it stands", async () => {
  const user = userEvent.setup();
  const { address } = shown("/?level=error");
  await user.type(await screen.findByLabelText(t.find), "boom{Enter}");
  await waitFor(() => expect(searched?.get("q")).toBe("boom"));
  expect(searched?.get("level")).toBe("ERROR");
  expect((await screen.findByText(/Boom/i, { selector: "mark" })).textContent).toBe("Boom");
  fireEvent.keyDown(document.body, { key: "n" });
  await waitFor(() => expect(address()).toMatchObject({ file: "All.log", byte: String(SECOND), q: "boom", level: "error" }));
  await user.click(await screen.findByRole("button", { name: t.back }));
  await waitFor(() => expect(address()).not.toHaveProperty("byte"));
});

it("leads from a time to the line that was written then", async () => {
  const { address } = shown("/?file=Radarr-4K.log&at=2026-11-30T08:17:31Z");
  await waitFor(() => expect(address()).toMatchObject({ file: "All.log", byte: String(SECOND) }));
  expect(searched?.get("at")).toBe("2026-11-30T08:17:31Z");
  expect(address()).not.toHaveProperty("at");
  await waitFor(() => expect(screen.getByText("broken").closest(".logs-row")?.className).toContain("target"));
});

it("takes keys unless somebody types", async () => {
  const user = userEvent.setup();
  const { address } = shown();
  await screen.findByText("broken");
  await user.type(screen.getByLabelText(t.find), "g");
  expect(address()).not.toHaveProperty("byte");
  fireEvent.keyDown(document.body, { key: "g" });
  await waitFor(() => expect(address()).toMatchObject({ byte: "0" }));
  fireEvent.keyDown(document.body, { key: "G" });
  await waitFor(() => expect(address()).not.toHaveProperty("byte"));
});

it("leads to a line by its number", async () => {
  const user = userEvent.setup();
  const { address } = shown("/?level=error");
  await user.type(await screen.findByLabelText(t.find), ":2{Enter}");
  await waitFor(() => expect(searched?.get("line")).toBe("2"));
  await waitFor(() => expect(address()).toMatchObject({ byte: String(SECOND), level: "error" }));
  expect(address()).not.toHaveProperty("q");
  expect(screen.getByLabelText(t.find)).toHaveProperty("value", "");
});

it("copies what matches, and hands it over as a file", async () => {
  const user = userEvent.setup();
  const files: Blob[] = [];
  vi.stubGlobal("URL", Object.assign(URL, { createObjectURL: (file: Blob) => (files.push(file), "blob:x"), revokeObjectURL: () => undefined }));
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => undefined);
  shown("/?level=error");
  await user.click(await screen.findByRole("button", { name: t.copyMatches }));
  expect(await navigator.clipboard.readText()).toBe(CONTENT.slice(SECOND));
  await user.click(screen.getByRole("button", { name: t.saveMatches }));
  const read = new FileReader();
  const done = new Promise((resolve) => read.addEventListener("load", resolve));
  read.readAsText(files[0] as Blob);
  await done;
  expect(read.result).toBe(CONTENT.slice(SECOND));
});

it("has the wishes of the filter in the address, each in its own place", async () => {
  const user = userEvent.setup();
  const { address } = shown();
  await user.selectOptions(await screen.findByLabelText(t.level), "warning");
  await waitFor(() => expect(searched?.get("level")).toBe("WARNING"));
  await user.selectOptions(screen.getByLabelText(t.when), "60");
  await waitFor(() => expect(Number(searched?.get("since"))).toBeGreaterThan(Date.now() / 1000 - 3700));
  expect(address()).toMatchObject({ level: "warning", last: "60" });
  await user.click(screen.getAllByRole("button", { name: texts.common.clearFilters })[0] as HTMLElement);
  await user.click((await screen.findAllByTitle(/^Only what/))[0] as HTMLElement);
  await waitFor(() => expect(searched?.get("logger")).toContain("Loop"));
  expect(screen.getByRole("link", { name: t.download }).getAttribute("href")).toMatch(/\/web\/logs\/All\.log\/download$/);
});

it("goes to the next match towards the beginning with n, and back with N", async () => {
  const at = [0, SECOND, SECOND + 60];
  server.use(http.get("*/web/logs/:name/filter", () => HttpResponse.json({ records: at.map((byte) => ({ file: "All.log", byte, text: said("INFO", "x") })), before: "", after: "", searched: 1 })));
  const { address } = shown(`/?q=x&byte=${SECOND}`);
  await screen.findByText("broken");
  await waitFor(() => { fireEvent.keyDown(document.body, { key: "n" }); expect(address()).toMatchObject({ byte: "0" }); });
  fireEvent.keyDown(document.body, { key: "N" });
  await waitFor(() => expect(address()).toMatchObject({ byte: String(SECOND) }));
});

it("says when the log cannot be followed, and sets the level that was chosen", async () => {
  const user = userEvent.setup();
  let level: unknown = null;
  server.use(
    http.get("*/web/logs/:name", () => HttpResponse.json({ error: "gone" }, { status: 500 })),
    http.post("*/web/loglevel", async ({ request }) => {
      level = await request.json();
      return HttpResponse.json({ status: "ok", level: "DEBUG", effective: "DEBUG" });
    }),
  );
  shown();
  await waitFor(() => expect(streams).toHaveLength(1));
  const [stream] = streams as (Stream & { onerror?: () => void })[];
  if (stream) stream.readyState = Stream.CLOSED;
  stream?.onerror?.();
  expect(await screen.findByText(t.lost)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: t.verbosity }));
  await user.click(await screen.findByRole("menuitem", { name: "DEBUG" }));
  await waitFor(() => expect(level).toEqual({ level: "DEBUG" }));
});
