import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { expect, it } from "vitest";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { Strip } from "./Strip";

const past = (id: number, outcome: string, seconds: number) => ({ instance: "Radarr", id, title: `Film ${id}`, outcome, at: "2026-11-30T08:00:00Z", finishedAt: new Date(Date.parse("2026-11-30T08:00:00Z") + seconds * 1000).toISOString() });

it("draws the last searches, the newest at the right, as high as they took long, and says the same in words", async () => {
  server.use(http.get("*/web/search/history", () => HttpResponse.json({ searches: [past(3, "grabbed", 20), past(2, "failed", 10), past(1, "nothing", 0)], cursor: null })));
  render(<QueryClientProvider client={new QueryClient()}><Strip instance="Radarr" /></QueryClientProvider>);
  const strip = await screen.findByRole("img", { name: texts.search.strip(3, 1, 1) });
  const bars = [...strip.children].map((each) => [each.className, (each as HTMLElement).style.height]);
  expect(bars).toEqual([["search-bar nothing", "20%"], ["search-bar failed", "50%"], ["search-bar grabbed", "100%"]]);
});
