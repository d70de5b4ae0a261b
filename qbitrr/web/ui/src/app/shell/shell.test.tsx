import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import type { ReactNode } from "react";
import { beforeEach, expect, it } from "vitest";
import { forgetNotices, tell } from "@/lib/notices";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { HealthButton } from "./health/HealthButton";
import { MessagesButton } from "./messages/MessagesButton";
import { News } from "./news/News";
import { Renewed } from "./news/Renewed";

const META = { current_version: "1.1.0", current_version_changelog: "# 1.1\n- One thing", changelog_url: "javascript:alert(1)", auth_required: false };
const HEALTH = { status: "degraded", components: [{ kind: "arr", name: "Radarr", status: "failing", state: "disconnected", since: null, why: "HTTP 502" }, { kind: "client", name: "qBit", status: "ok", state: "connected", since: null, why: "" }], problems: [] };

beforeEach(() => {
  localStorage.clear();
  forgetNotices();
  server.use(http.get("*/web/meta", () => HttpResponse.json(META)), http.get("*/web/health", () => HttpResponse.json(HEALTH)));
});

function shown(children: ReactNode) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return { queries, ...render(<MantineProvider env="test"><QueryClientProvider client={queries}>{children}</QueryClientProvider></MantineProvider>) };
}

const violations = async () => (await axe.run(document.body, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } })).violations.map((each) => each.id);

it("says how the whole does, and of each part what is wrong and where that is changed", async () => {
  const user = userEvent.setup();
  shown(<HealthButton />);
  await user.click(await screen.findByRole("button", { name: texts.health.button(texts.health.failing(1)) }));
  const panel = await screen.findByRole("dialog", { name: texts.health.button(texts.health.failing(1)) });
  const part = await within(panel).findByRole("link", { name: /Radarr.*HTTP 502/ });
  expect(part.getAttribute("href")).toBe("#/config/Radarr");
  expect(await violations()).toEqual([]);
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

it("keeps what was said, and knows what nobody has read", async () => {
  const user = userEvent.setup();
  shown(<MessagesButton />);
  act(() => { tell("Saved."); tell("It failed <b>", true); });
  await user.click(screen.getByRole("button", { name: `${texts.messages.button}, ${texts.messages.unseen(2)}` }));
  const panel = await screen.findByRole("dialog", { name: texts.messages.title });
  const said = await within(panel).findAllByRole("listitem");
  expect(said.map((each) => each.textContent)).toEqual([expect.stringContaining("It failed <b>"), expect.stringContaining("Saved.")]);
  expect(screen.getByRole("button", { name: texts.messages.button })).toBeTruthy();
  expect(await violations()).toEqual([]);
});

it("has no news for who comes for the first time", async () => {
  shown(<News />);
  await waitFor(() => expect(localStorage.getItem("qbitrr.seenVersion")).toBe("1.1.0"));
  expect(screen.queryByRole("dialog")).toBeNull();
});

it("tells what is new after an update, once, without taking the focus", async () => {
  localStorage.setItem("qbitrr.seenVersion", "1.0.0");
  const user = userEvent.setup();
  const { unmount } = shown(<><button type="button" autoFocus>work</button><News /></>);
  const panel = await screen.findByRole("dialog", { name: texts.news.title("1.1.0") });
  expect(document.activeElement?.textContent).toBe("work");
  expect(within(panel).getByText("One thing")).toBeTruthy();
  expect(within(panel).queryByRole("link")).toBeNull();
  expect(await violations()).toEqual([]);
  await user.click(within(panel).getByRole("button", { name: texts.news.close }));
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(localStorage.getItem("qbitrr.seenVersion")).toBe("1.1.0");
  unmount();
  shown(<News />);
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
});

it("says that another version runs than this page is of, and reloads only when told", async () => {
  let version = "1.1.0";
  server.use(http.get("*/web/meta", () => HttpResponse.json({ ...META, current_version: version })));
  const { queries } = shown(<Renewed />);
  await waitFor(() => expect(queries.getQueryData(["meta"])).toBeTruthy());
  expect(screen.queryByRole("status")).toBeNull();
  version = "1.2.0";
  await act(() => queries.invalidateQueries({ queryKey: ["meta"] }));
  expect(await screen.findByText(texts.news.renewed("1.2.0"))).toBeTruthy();
});
