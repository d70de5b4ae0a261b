import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, it, vi } from "vitest";
import { readSearch, writeSearch } from "@/lib/address";
import { server } from "@/testing/setup";
import { resizeTo } from "@/testing/window";
import { texts } from "@/texts";
import { TorrentDrawer } from "./TorrentDrawer";

const words = texts.why;
const WHICH = { instance: "qBit", hash: "a".repeat(40) };
const duty = { duty: "unmet", text: "Not yet.", upload_speed: null, safe_at: null, ratio_then: null, ratio_needed: null, seconds_needed: null, waived_at: null, waived_because: null };
const torrent = { ...WHICH, name: "Dune", state: "uploading", progress: 1, sizeBytes: 1 };

async function opened(address = "/") {
  server.use(
    http.get("*/web/torrents/qBit/:hash", () => HttpResponse.json(torrent)),
    http.get("*/web/torrents/qBit/:hash/explain", () => HttpResponse.json({ ...WHICH, name: "Dune", state: "live", sentence: "It seeds.", rules: [], rails: [], duty })),
  );
  const onClose = vi.fn();
  const routeTree = createRootRoute({ component: () => <TorrentDrawer which={WHICH} onClose={onClose} /> });
  const router = createRouter({ routeTree, history: createMemoryHistory({ initialEntries: [address] }), parseSearch: readSearch, stringifySearch: writeSearch });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<MantineProvider env="test"><QueryClientProvider client={queries}><RouterProvider router={router as never} /></QueryClientProvider></MantineProvider>);
  await screen.findByRole("heading", { name: "Dune" });
  return onClose;
}

it.each([[1440, 390], [1440, 1024], [1024, 1440], [390, 1440], [800, 600]])("keeps what was typed when the window goes from %i to %i pixels", async (from, to) => {
  resizeTo(from);
  await opened();
  await userEvent.click(await screen.findByRole("button", { name: words.duty.waive }));
  const reason = await screen.findByRole("textbox");
  await userEvent.type(reason, "The tracker has clo");
  resizeTo(to);
  expect((screen.getByRole("textbox") as HTMLInputElement).value).toBe("The tracker has clo");
  // Whatever takes the focus when it begins to trap it has had its time.
  await new Promise((done) => setTimeout(done));
  await new Promise((done) => setTimeout(done));
  expect(document.activeElement).toBe(reason);
  await userEvent.keyboard("sed.");
  expect((screen.getByRole("textbox") as HTMLInputElement).value).toBe("The tracker has closed.");
}); // prettier-ignore

it("keeps the question that was asked, and its answer so far", async () => {
  resizeTo(1440);
  await opened("/?tab=actions");
  await userEvent.click(await screen.findByRole("button", { name: words.action["remove"]?.[0] }));
  await userEvent.click(await screen.findByRole("switch"));
  resizeTo(390);
  expect((screen.getByRole("switch") as HTMLInputElement).checked).toBe(false);
});

it.each([1440, 390])("closes the question above it by Escape, and itself by the next, at %i pixels", async (width) => {
  resizeTo(width);
  const onClose = await opened("/?tab=actions");
  await userEvent.click(await screen.findByRole("button", { name: words.action["remove"]?.[0] }));
  await screen.findByRole("switch");
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("switch")).toBeNull());
  expect(onClose).not.toHaveBeenCalled();
  await userEvent.keyboard("{Escape}");
  expect(onClose).toHaveBeenCalledTimes(1);
});

it("is a dialog with the focus in it where it covers the page, and a part of the page beside it", async () => {
  resizeTo(390);
  await opened();
  const drawer = screen.getByRole("dialog", { name: words.title });
  await waitFor(() => expect(drawer.contains(document.activeElement)).toBe(true));
  resizeTo(1440);
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(screen.getByRole("complementary", { name: words.title })).toBe(drawer);
});
