import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, render, screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { beforeEach, expect, it } from "vitest";
import { Toasts } from "@/components/ui/toasts";
import { forgetNotices } from "@/lib/notices";
import { choose, leave, told } from "@/lib/preferences";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { Preferred, schemes } from "./Preferred";

let stated: Record<string, unknown> = {};
let sent: unknown[] = [];

beforeEach(() => {
  for (const each of ["theme", "density", "live"] as const) leave(each);
  told({});
  forgetNotices();
  stated = {};
  sent = [];
  server.use(
    http.get("*/web/config", () => HttpResponse.json({ WebUI: stated })),
    http.post("*/web/config", async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({});
    }),
  );
});

function shown() {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
  render(<MantineProvider colorSchemeManager={schemes}><QueryClientProvider client={queries}><Preferred /><Toasts /></QueryClientProvider></MantineProvider>);
  return queries;
}

const scheme = () => document.documentElement.dataset["mantineColorScheme"];
const density = () => document.documentElement.dataset["density"];

it("looks as the file says where nothing was chosen, and follows it", async () => {
  stated = { Theme: "Dark", ViewDensity: "Compact" };
  const queries = shown();
  await waitFor(() => expect([scheme(), density()]).toEqual(["dark", "compact"]));
  stated = {};
  await act(() => queries.invalidateQueries({ queryKey: ["config"] }));
  await waitFor(() => expect([scheme(), density()]).toEqual(["light", "comfortable"]));
});

it("sends what is chosen to the configuration, some choices in one request", async () => {
  shown();
  act(() => { choose({ theme: "dark" }); choose({ density: "compact" }); choose({ live: false }); });
  expect(density()).toBe("compact");
  await waitFor(() => expect(scheme()).toBe("dark"));
  await waitFor(() => expect(sent).toEqual([{ changes: { "WebUI.Theme": "Dark", "WebUI.ViewDensity": "Compact", "WebUI.LiveArr": false } }]));
});

it("sends nothing for following the machine: that is a choice of one browser", async () => {
  stated = { Theme: "Dark" };
  shown();
  await waitFor(() => expect(scheme()).toBe("dark"));
  act(() => choose({ theme: "auto" }));
  await waitFor(() => expect(scheme()).toBe("light"));
  act(() => choose({ density: "comfortable" }));
  await waitFor(() => expect(sent).toEqual([{ changes: { "WebUI.ViewDensity": "Comfortable" } }]));
});

it("keeps in this browser what the configuration does not take, and says so", async () => {
  server.use(http.post("*/web/config", () => HttpResponse.json({ error: "read-only" }, { status: 403 })));
  shown();
  act(() => choose({ theme: "dark", live: false }));
  expect(await screen.findByText(texts.header.keptHere)).toBeTruthy();
  expect(scheme()).toBe("dark");
  expect(JSON.parse(localStorage.getItem("qbitrr.preferences") ?? "{}")).toMatchObject({ own: { theme: "dark", live: false } });
});

it("has no opinion of its own about Live once the configuration says the same", async () => {
  const queries = shown();
  act(() => choose({ live: false }));
  act(() => void queries.setQueryData(["live", "status"], { webui: { LiveArr: false } }));
  await waitFor(() => expect(JSON.parse(localStorage.getItem("qbitrr.preferences") ?? "{}")).toMatchObject({ own: {} }));
  expect(localStorage.getItem("qbitrr.preferences")).not.toContain("live");
});
