import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import axe from "axe-core";
import { http, HttpResponse } from "msw";
import { expect, test } from "vitest";
import { server } from "@/testing/setup";
import { texts } from "@/texts";
import { Space } from "./Space";
import { SpeedChart } from "./SpeedChart";

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const words = texts.dashboard;
const forecast = { bytesPerSecond: GIB / 3600, seenSeconds: 600, fullAt: new Date(Date.now() + 90 * 3_600_000).toISOString(), guardAt: new Date(Date.now() + 3_600_500).toISOString() };
const disk = { name: "/downloads", guardBytes: 50 * GIB, free: [60 * GIB, 55 * GIB], forecast };
const TRENDS = { range: "1h", stepSeconds: 10, since: "2026-11-30T08:00:00Z", down: [3 * MIB, null, 5 * MIB], up: [0, null, MIB], disks: [disk] };
const POOL = { name: "/downloads", path: "/downloads", instances: ["qBit"], free_bytes: 55 * GIB, total_bytes: 100 * GIB, guard_bytes: 50 * GIB, short_bytes: 0, paused_count: 0, paused: [] };

function show(element: React.ReactNode, trends: object = TRENDS) {
  server.use(http.get("*/web/trends", () => HttpResponse.json(trends)), http.get("*/web/disk", () => HttpResponse.json({ guard: true, pools: [POOL], problems: [] })));
  return render(<MantineProvider env="test"><QueryClientProvider client={new QueryClient()}>{element}</QueryClientProvider></MantineProvider>);
}

test("speeds are drawn with their last values, and every value is in the table", async () => {
  const { container } = show(<SpeedChart range="1h" />);
  const chart = await screen.findByRole("figure", { name: words.speeds.label });
  expect(within(chart).getByText(/5\.00.MiB\/s/)).toBeTruthy();
  await userEvent.click(within(chart).getByRole("button", { name: texts.common.asTable }));
  const rows = within(chart).getAllByRole("row");
  expect(rows).toHaveLength(4);
  expect(rows[2]?.textContent).toContain(texts.common.none);
  // A long one is scrolled, by keyboard too.
  await userEvent.tab();
  expect(document.activeElement).toBe(within(chart).getByRole("region", { name: words.speeds.label }));
  const result = await axe.run(container, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  expect(result.violations.map((each) => each.id)).toEqual([]);
});

test("a disk says when it reaches its guard, and at what pace", async () => {
  show(<Space range="1h" />);
  expect(await screen.findByText(words.space.guardIn, { exact: false })).toBeTruthy();
  expect(screen.getByText(/1\.00.GiB an hour, as in the last 10.min/)).toBeTruthy();
  expect(screen.getByText(words.space.guardWord)).toBeTruthy();
});

test("nothing is foreseen of what does not fall steadily", async () => {
  show(<Space range="1h" />, { ...TRENDS, disks: [{ ...disk, forecast: null }] });
  expect(await screen.findByText(words.space.steady)).toBeTruthy();
});

test("an answer without figures leaves a chart that says so", async () => {
  show(<SpeedChart range="1h" />, { odd: true });
  expect(await screen.findByText(texts.charts.nothingYet)).toBeTruthy();
});
