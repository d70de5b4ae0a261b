import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { SystemPage } from "./SystemPage";

const FINDING = { check: "clock", grade: "warning", where: "Radarr", sentence: "Its clock is wrong.", remedy: "Set it.", fix: { id: "f1", text: "The clock will be set." } };
const REPORT = { at: "2026-11-30T08:00:00Z", seconds: 1, problems: true, findings: [FINDING, { ...FINDING, grade: "ok", sentence: "It answers.", fix: null }] };
const session = (id: string, current: boolean) => ({ id, user: "ada", method: "local", created: "2026-11-30T07:00:00Z", lastSeen: "2026-11-30T08:00:00Z", expires: "2026-12-30T07:00:00Z", address: "10.0.0.2", userAgent: "Mozilla/5.0 (X11; Linux) Firefox/120.0", current });
const META = { current_version: "1.0.0", latest_version: "1.1.0", update_available: true, changelog: "<img src=x onerror=alert(1)> *new*", installation_type: "binary", auto_update_supported: true, update_state: { in_progress: false, last_result: null, last_error: null, completed_at: null }, changelog_url: "javascript:alert(1)" };

const ORDER = { id: 7, at: "2026-11-30T08:00:00Z", section: "Radarr", actor: "user", kind: "hold", act: "hold", result: "held", rule: "", text: "Everything is held for an hour", instance: "", hash: "", name: "", media: [], why: null, detail: {} };

const STORED = {
  databases: [{ section: "", name: "supervisor.db", sizeBytes: 1024 }, { section: "Radarr", name: "catalog.db", sizeBytes: 2048 }, { section: "Radarr", name: "torrents.db", sizeBytes: 1024 }],
  posters: { count: 2, sizeBytes: 512, mostBytes: 1024 },
};

const TOKEN = { id: "t1", name: "Dashboard", created: "2026-11-30T07:00:00Z", lastUsed: null, address: "" };

beforeEach(() => {
  server.use(
    http.get("*/web/meta", () => HttpResponse.json(META)),
    http.get("*/web/health", () => HttpResponse.json({ status: "degraded", components: [{ kind: "arr", name: "Radarr", status: "ok", state: "connected", since: null, why: "", latency: 0.212 }, { kind: "client", name: "qBit", status: "failing", state: "unreachable", since: null, why: "refused" }], problems: [] })),
    http.get("*/web/doctor", () => HttpResponse.json({ report: REPORT })),
    http.get("*/web/auth/sessions", () => HttpResponse.json({ sessions: [session("s1", true), session("s2", false)] })),
    http.get("*/web/activity", ({ request }) => HttpResponse.json({ entries: new URL(request.url).searchParams.get("actor") === "user" ? [ORDER] : [], nextBefore: null })),
    http.get("*/web/auth/tokens", () => HttpResponse.json({ tokens: [TOKEN] })),
    http.get("*/web/storage", () => HttpResponse.json(STORED)),
    http.get("*/web/auth/me", () => HttpResponse.json({ user: "ada", method: "local", passwordSet: true, authDisabled: false })),
  );
});

function shown() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  return render(<MantineProvider env="test"><QueryClientProvider client={queries}><main><SystemPage /></main></QueryClientProvider></MantineProvider>);
}

it("says in one heading how the program does, and has no violation", async () => {
  const { container } = shown();
  expect(await screen.findByRole("heading", { level: 1, name: texts.system.sentence("1.0.0", 1, 0) })).toBeTruthy();
  await screen.findByText("Its clock is wrong.");
  const result = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(result.violations.map((each) => each.id)).toEqual([]);
});

it("says how fast an Arr answers, and nothing of what has not answered", async () => {
  shown();
  const said = await screen.findByText(texts.system.health.answers("212\u202fms"), { normalizer: (text) => text });
  expect(within(said.closest("li") as HTMLElement).getByText("Radarr")).toBeTruthy();
  expect(screen.getByText("refused").closest("li")?.textContent).not.toContain("answers in");
});

it("shows notes as text and links only to web pages", async () => {
  const { container } = shown();
  await screen.findByText(/onerror/);
  expect(container.querySelector(".notes img")).toBeNull();
  expect(container.querySelector('a[href^="javascript"]')).toBeNull();
});

it("makes a fix only after asking, and shows the new report", async () => {
  let asked: unknown = null;
  server.use(http.post("*/web/doctor/fix", async ({ request }) => {
    asked = await request.json();
    return HttpResponse.json({ id: "f1", done: true, why: "", report: { ...REPORT, findings: [] } });
  }));
  const user = userEvent.setup();
  shown();
  await user.click(await screen.findByRole("button", { name: texts.system.doctor.fix }));
  const dialog = await screen.findByRole("dialog");
  expect(within(dialog).getByText("The clock will be set.")).toBeTruthy();
  expect(asked).toBeNull();
  await user.click(within(dialog).getByRole("button", { name: texts.system.doctor.fix }));
  await waitFor(() => expect(asked).toEqual({ id: "f1" }));
  expect(await screen.findByText(texts.system.doctor.fine(0), { exact: false })).toBeTruthy();
});

it("says that the current password is wrong, and sends none that do not agree", async () => {
  let sent = 0;
  server.use(http.post("*/web/auth/change-password", () => {
    sent += 1;
    return HttpResponse.json({ error: "Wrong", code: "WRONG_PASSWORD" }, { status: 403 });
  }));
  const user = userEvent.setup();
  shown();
  const t = texts.system.password;
  await user.type(await screen.findByLabelText(t.current), "old-secret");
  await user.type(screen.getByLabelText(t.next), "new-secret");
  await user.type(screen.getByLabelText(t.repeat), "other");
  await user.click(screen.getByRole("button", { name: t.submit }));
  expect(await screen.findByText(texts.setPassword.different)).toBeTruthy();
  expect(sent).toBe(0);
  await user.clear(screen.getByLabelText(t.repeat));
  await user.type(screen.getByLabelText(t.repeat), "new-secret");
  await user.click(screen.getByRole("button", { name: t.submit }));
  expect(await screen.findByText(t.wrong)).toBeTruthy();
});

it("says what people ordered last, each with the way to its entry", async () => {
  shown();
  const order = await screen.findByRole("link", { name: ORDER.text });
  expect(order.getAttribute("href")).toBe("#/activity?actor=user&range=30d&open=7");
});

it("says what files take, and clears the posters only after asking", async () => {
  let cleared = 0;
  server.use(http.delete("*/web/storage/posters", () => {
    cleared += 1;
    return HttpResponse.json({ ...STORED, posters: { ...STORED.posters, count: 0, sizeBytes: 0 } });
  }));
  const user = userEvent.setup();
  shown();
  const t = texts.system.storage;
  const table = await screen.findByRole("table", { name: t.title });
  const rows = () => within(table).getAllByRole("row").slice(1).map((row) => row.textContent?.replaceAll("\u202f", " "));
  expect(rows()).toEqual([
    `${t.program}${t.names["supervisor.db"] ?? ""}1.00 KiB`, `Radarr${t.names["catalog.db"] ?? ""}, ${t.names["torrents.db"] ?? ""}3.00 KiB`, `${t.all}4.00 KiB`,
    expect.stringMatching(/^Posters.*512 B$/),
  ]);
  await user.click(screen.getByRole("button", { name: t.clear }));
  const dialog = await screen.findByRole("dialog");
  expect(cleared).toBe(0);
  await user.click(within(dialog).getByRole("button", { name: t.clear }));
  expect(await screen.findByText(t.nothingToClear)).toBeTruthy();
  expect(cleared).toBe(1);
});

it("makes a token with a name, shows its secret once, and forgets it", async () => {
  const t = texts.system.tokens;
  server.use(http.post("*/web/auth/tokens", async ({ request }) => {
    const { name } = (await request.json()) as { name: string };
    return name === "Dashboard" ? HttpResponse.json({ error: "There is a token of this name" }, { status: 409 }) : HttpResponse.json({ ...TOKEN, id: "t2", name, secret: "qbitrr_secret" });
  }));
  const user = userEvent.setup();
  shown();
  await user.type(await screen.findByLabelText(t.name), "Dashboard{Enter}");
  expect(await screen.findByText("There is a token of this name")).toBeTruthy();
  await user.clear(screen.getByLabelText(t.name));
  await user.type(screen.getByLabelText(t.name), "Backup{Enter}");
  const secret = await screen.findByLabelText<HTMLInputElement>(t.secretOf("Backup"));
  expect(secret.value).toBe("qbitrr_secret");
  await user.click(screen.getByRole("button", { name: t.done }));
  expect(screen.queryByDisplayValue("qbitrr_secret")).toBeNull();
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toContain("qbitrr_secret");
});

it("revokes a token only after asking", async () => {
  const t = texts.system.tokens;
  const gone: string[] = [];
  server.use(http.delete("*/web/auth/tokens/:id", ({ params }) => {
    gone.push(String(params["id"]));
    return HttpResponse.json({ status: "ok" });
  }));
  const user = userEvent.setup();
  shown();
  await user.click(await screen.findByRole("button", { name: t.revokeOf("Dashboard") }));
  const dialog = await screen.findByRole("dialog");
  expect(gone).toEqual([]);
  await user.click(within(dialog).getByRole("button", { name: t.revoke }));
  await waitFor(() => expect(gone).toEqual(["t1"]));
});
