import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";
import { server } from "@/testing/setup";
import { StatusBar } from "./StatusBar";

function show(clients: object[]) {
  server.use(
    http.get("*/web/disk", () => HttpResponse.json({ pools: [] })),
    http.get("*/web/speeds", () => HttpResponse.json({ down: 3 * 1024 ** 2, up: 512 * 1024, clients })),
  );
  render(<MantineProvider env="test"><QueryClientProvider client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}><StatusBar loaded={5} total={9} asOf={0} isStale={false} /></QueryClientProvider></MantineProvider>);
}

it("tells how fast all clients are together, and each where there are several", async () => {
  show([{ name: "qBit", down: 1024 ** 2, up: 0 }, { name: "qBit-2", down: 2 * 1024 ** 2, up: 512 * 1024 }]);
  const second = await screen.findByText(/qBit-2/);
  expect(second.textContent).toMatch(/2\.00.*MiB\/s.*512.*KiB\/s/);
  expect(screen.getByRole("contentinfo").textContent).toMatch(/3\.00.*MiB\/s/);
});

it("does not say the same twice for one client", async () => {
  show([{ name: "qBit", down: 3 * 1024 ** 2, up: 512 * 1024 }]);
  await screen.findByText("3.00");
  expect(screen.queryByText(/qBit/)).toBeNull();
});
