import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { expect, it, vi } from "vitest";
import { feed } from "@/api/live/store";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { Banners } from "./Banners";

class Source {
  static readonly all: Source[] = [];
  onerror: (() => void) | null = null;
  readonly heard = new Map<string, (event: MessageEvent<string>) => void>();
  constructor() {
    Source.all.push(this);
  }
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void) {
    this.heard.set(name, listener);
  }
  close() {}
}

it("connects at once when told to, and not only after the pause", async () => {
  vi.stubGlobal("EventSource", Source);
  server.use(http.get("*/web/hold", () => HttpResponse.json({ holds: [] })), http.get("*/web/meta", () => HttpResponse.json({ auth_required: true })));
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  const end = feed(queries);
  try {
    render(<MantineProvider env="test"><QueryClientProvider client={queries}><Banners /></QueryClientProvider></MantineProvider>);
    act(() => Source.all[0]?.heard.get("ping")?.(new MessageEvent("ping", { data: "{}" })));
    expect(screen.queryByRole("button", { name: texts.banners.retryNow })).toBeNull();
    // Often enough that the next pause is the longest: nothing but the button can be what connects.
    for (let each = 0; each < 8; each += 1) act(() => Source.all.at(-1)?.onerror?.());
    const before = Source.all.length;
    await userEvent.click(await screen.findByRole("button", { name: texts.banners.retryNow }));
    expect(Source.all.length).toBe(before + 1);
    act(() => Source.all.at(-1)?.heard.get("ping")?.(new MessageEvent("ping", { data: "{}" })));
    await waitFor(() => expect(screen.queryByRole("button", { name: texts.banners.retryNow })).toBeNull());
  } finally {
    end();
  }
});
