import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it, vi } from "vitest";
import { dayAndTime } from "@/lib/format";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { WhyTab } from "./WhyTab";

const words = texts.why.duty;
const WHICH = { instance: "qBit", hash: "a".repeat(40) };
const SAFE_AT = "2030-01-02T03:04:05Z";
const none = { upload_speed: null, safe_at: null, ratio_then: null, ratio_needed: null, seconds_needed: null, never: false, waived_at: null, waived_because: null };
const open = { ...none, duty: "unmet", text: "The server's words.", upload_speed: 2048, safe_at: SAFE_AT, ratio_then: 1.25, ratio_needed: 1.5, seconds_needed: 259_200 };
const waived = { ...none, duty: "waived", text: "Set aside.", waived_at: "2026-01-01T00:00:00Z", waived_because: "The tracker has closed." };
let duty: object | null = null;
let orders: unknown[] = [];
let answers: () => Response = () => HttpResponse.json({});

beforeEach(() => {
  orders = [];
  answers = () => HttpResponse.json({});
  server.use(
    http.get("*/web/torrents/qBit/:hash/explain", () => HttpResponse.json({ ...WHICH, name: "Dune", state: "live", sentence: "It seeds.", rules: [], rails: [], duty })),
    http.post("*/web/torrents/qBit/:hash/duty/:order", async ({ params, request }) => {
      orders.push([params["hash"], params["order"], await request.json()]);
      const answer = answers();
      if (answer.ok) duty = params["order"] === "waive" ? waived : open;
      return answer;
    }),
  );
});

async function card(of: object | null): Promise<HTMLElement> {
  duty = of;
  render(<MantineProvider env="test"><QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><WhyTab which={WHICH} /></QueryClientProvider></MantineProvider>);
  await screen.findByText("It seeds.");
  return screen.queryByRole("region", { name: words.title }) ?? document.createElement("p");
}

it("says on which day and at which ratio it is safe to remove, and what is asked for", async () => {
  const said = (await card(open)).textContent;
  expect(said).toContain(`${words.safe} ${dayAndTime(Date.parse(SAFE_AT))}`);
  expect(said).toContain(`${words.at} 1.25`);
  expect(said).toMatch(/2\.00\s*KiB per second/);
  expect(said).toMatch(/Asked for: a ratio of 1\.50 · 3\s*d of seeding/);
});

it("says no ratio where none can be counted", async () => {
  expect((await card({ ...open, ratio_then: -1 })).textContent).not.toContain(words.at);
});

it.each([
  ["that it is never safe at this speed, and lets it be set aside", { ...open, text: "It is never done at this speed (0.0 KiB/s).", safe_at: null, ratio_then: null, never: true }, "never done at this speed", true],
  ["that nobody knows, and lets it be set aside", { ...none, duty: "unknown", text: "Its trackers are not known." }, "Its trackers are not known.", true],
  ["that it is met, with nothing to set aside", { ...none, duty: "met", text: "It is safe to remove." }, "It is safe to remove.", false],
  ["that it counts again, where what was decided last still calls it waived", { ...waived, waived_at: null, waived_because: null }, words.counts, false],
])("says %s", async (_what, of, said, mayWaive) => {
  const shown = await card(of);
  expect(shown.textContent).toContain(said);
  expect(within(shown).queryByRole("button", { name: words.waive }) !== null).toBe(mayWaive);
  expect(within(shown).queryByRole("button", { name: words.restore })).toBeNull();
});

it.each([["of which nothing is known", null], ["without a duty", { ...none, duty: "none", text: "Nothing is required." }]])("shows nothing for one %s", async (_what, of) => {
  await card(of);
  expect(screen.queryByText(words.title)).toBeNull();
});

it("lets a waiver be taken back though no rule asks for a duty any more", async () => {
  expect(within(await card({ ...waived, duty: "none" })).getByRole("button", { name: words.restore })).toBeTruthy();
});

it("asks why before it sets a duty aside, says what follows, shows the waiver, and restores the duty", async () => {
  await userEvent.click(within(await card(open)).getByRole("button", { name: words.waive }));
  const dialog = await screen.findByRole("dialog", { name: words.question("Dune") });
  expect(dialog.textContent).toContain("before its duty is met");
  expect(dialog.textContent).toContain("the tracker may count that");
  await userEvent.type(within(dialog).getByRole("textbox"), "  ");
  await userEvent.click(within(dialog).getByRole("button", { name: words.confirm }));
  expect(await within(dialog).findByText(words.noReason)).toBeTruthy();
  expect(orders).toEqual([]);
  await userEvent.type(within(dialog).getByRole("textbox"), "The tracker has closed.{Enter}");
  const restore = await screen.findByRole("button", { name: words.restore });
  expect(orders).toEqual([[WHICH.hash, "waive", { reason: "The tracker has closed." }]]);
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(screen.getByText("The tracker has closed.")).toBeTruthy();
  expect(screen.getByText(words.isWaived)).toBeTruthy();
  await userEvent.click(restore);
  await screen.findByRole("button", { name: words.waive });
  expect(orders.slice(1)).toEqual([[WHICH.hash, "restore", {}]]);
});

it("keeps what was typed when it could not be set aside", async () => {
  answers = () => HttpResponse.json({ error: "the store is full" }, { status: 503 });
  await userEvent.click(within(await card(open)).getByRole("button", { name: words.waive }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByRole("textbox"), "The tracker has closed.");
  await userEvent.click(within(dialog).getByRole("button", { name: words.confirm }));
  await vi.waitFor(() => expect(orders).toHaveLength(1));
  await vi.waitFor(() => expect(within(dialog).getByRole("button", { name: words.confirm }).hasAttribute("data-loading")).toBe(false));
  expect((within(dialog).getByRole("textbox") as HTMLInputElement).value).toBe("The tracker has closed.");
});
