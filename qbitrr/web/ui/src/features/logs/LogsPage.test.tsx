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
const MATCHES = [{ file: "All.log", line: 2, text: said("ERROR", "broken"), context_before: [said("INFO", "begun")], context_after: [] }];
let searched: URLSearchParams | null = null;
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
    http.get("*/web/logs/:name", () => HttpResponse.json({ content: [said("INFO", "begun"), said("ERROR", "broken")].join("\n"), next_bytes: 200, size: 200, inode: 5, rotated: false, truncated: false, first_line: 1, last_line: 2 })),
    http.get("*/web/logs/:name/search", ({ request }) => {
      searched = new URL(request.url).searchParams;
      return HttpResponse.json({ query: "", truncated: false, matches: MATCHES, files_searched: ["All.log"] });
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
  expect(await screen.findByRole("heading", { level: 1, name: /2 lines/ })).toBeTruthy();
  expect(await screen.findByText("broken")).toBeTruthy();
  await waitFor(() => expect(streams).toHaveLength(1));
  const more = { content: `${said("WARNING", "odd <b>name</b>")}\n`, next_bytes: 260, size: 260, inode: 5 };
  streams[0]?.dispatchEvent(new MessageEvent("append", { data: JSON.stringify(more) }));
  expect(await screen.findByText("odd <b>name</b>")).toBeTruthy();
  const result = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(result.violations.map((each) => each.id)).toEqual([]);
});

it("counts what comes while it is paused", async () => {
  const user = userEvent.setup();
  shown();
  await screen.findByText("broken");
  await waitFor(() => expect(streams).toHaveLength(1));
  await user.click(screen.getByRole("button", { name: t.pause }));
  const more = { content: `${said("INFO", "a")}\n${said("INFO", "b")}\n`, next_bytes: 300, size: 300, inode: 5 };
  streams[0]?.dispatchEvent(new MessageEvent("append", { data: JSON.stringify(more) }));
  expect(await screen.findByText(new RegExp(t.fresh(2)))).toBeTruthy();
  await user.click(screen.getByRole("button", { name: t.toEnd }));
  expect(screen.queryByText(new RegExp(t.fresh(2)))).toBeNull();
});

it("has the server find a text of a level, and leads to where it stands", async () => {
  const user = userEvent.setup();
  const { address } = shown("/?level=error");
  await user.type(await screen.findByLabelText(t.find), "brok{Enter}");
  await waitFor(() => expect(searched?.get("q")).toContain("(?:brok)"));
  expect(searched?.get("regex")).toBe("true");
  await user.click(await screen.findByRole("button", { name: `${t.inContext}: ${t.line(2)}` }));
  await waitFor(() => expect(address()).toMatchObject({ file: "All.log", line: "2", q: "brok", level: "error" }));
  expect(await screen.findByText(t.place(1, 1))).toBeTruthy();
});

it("takes keys unless somebody types", async () => {
  const user = userEvent.setup();
  const { address } = shown();
  await screen.findByText("broken");
  await user.type(screen.getByLabelText(t.find), "g");
  expect(address()).not.toHaveProperty("line");
  fireEvent.keyDown(document.body, { key: "g" });
  await waitFor(() => expect(address()).toMatchObject({ line: "1" }));
  fireEvent.keyDown(document.body, { key: "G" });
  await waitFor(() => expect(address()).not.toHaveProperty("line"));
});
