import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, it, vi } from "vitest";
import type { Torrent } from "@/api/torrents";
import { forgetNotices } from "@/lib/notices";
import { Toasts } from "@/components/ui/toasts";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { BulkBar } from "./BulkBar";

const TORRENTS = ["aa", "bb", "cc"].map((hash) => ({ instance: "qBit", hash, name: `Torrent ${hash}` })) as Torrent[];

function show(chosen: string[], refused: string[] = []) {
  forgetNotices();
  const orders: unknown[] = [];
  server.use(
    http.post("*/web/torrents/qBit/:hash/actions", async ({ params, request }) => {
      const hash = String(params["hash"]);
      orders.push([hash, await request.json()]);
      return refused.includes(hash) ? HttpResponse.json({ error: "not now" }, { status: 409 }) : HttpResponse.json({});
    }),
  );
  const clear = vi.fn();
  const selection = { keys: new Set(chosen), has: (key: string) => chosen.includes(key), isAll: false, toggle: vi.fn(), toggleAll: vi.fn(), clear };
  render(<MantineProvider env="test"><QueryClientProvider client={new QueryClient()}><BulkBar torrents={TORRENTS} selection={selection} /><Toasts /></QueryClientProvider></MantineProvider>);
  return { orders, clear };
}

const label = (action: string) => texts.why.action[action]?.[0] ?? action;

it("does to those that are chosen, and to no other, what is pressed", async () => {
  const { orders, clear } = show(["qBit/aa", "qBit/cc"]);
  await userEvent.click(screen.getByRole("button", { name: label("recheck") }));
  await waitFor(() => expect(clear).toHaveBeenCalled());
  expect(orders).toEqual([["aa", { action: "recheck" }], ["cc", { action: "recheck" }]]);
});

it("asks before it removes, names what goes, and leaves the files where that is chosen", async () => {
  const { orders } = show(["qBit/bb"]);
  await userEvent.click(screen.getByRole("button", { name: label("remove") }));
  const dialog = await screen.findByRole("dialog");
  expect(orders).toEqual([]);
  expect(dialog.textContent).toContain("Torrent bb");
  expect(dialog.textContent).not.toContain("Torrent aa");
  await userEvent.click(within(dialog).getByRole("switch"));
  await userEvent.click(within(dialog).getByRole("button", { name: label("remove") }));
  await waitFor(() => expect(orders).toEqual([["bb", { action: "remove", files: false }]]));
});

it("says how many were refused and why, and keeps what is chosen", async () => {
  const { clear } = show(["qBit/aa", "qBit/bb"], ["bb"]);
  await userEvent.click(screen.getByRole("button", { name: label("pause") }));
  expect(await screen.findByText(new RegExp(`^${texts.torrents.bulkFailed(1, "")}.*not now`))).toBeTruthy();
  expect(clear).not.toHaveBeenCalled();
});
