import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { PAGES } from "./browser";
import { world } from "./world";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const SIZES = [
  { width: 320, height: 700 },
  { width: 390, height: 844 },
  { width: 768, height: 900 },
  { width: 1440, height: 900 },
];

const here = world();

interface Violation {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary: string }[];
}

async function faults(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate(() =>
    (window as unknown as { axe: { run(context: unknown, options: unknown): Promise<{ violations: Violation[] }> } }).axe.run(document, {
      runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"],
    }),
  );
  return found.violations.flatMap((each) => each.nodes.map((node) => `${each.id}: ${node.html.slice(0, 200)} ${node.failureSummary}`));
}

describe.each(["light", "dark"] as const)("every page in the %s theme", (colorScheme) => {
  it.each(Object.values(PAGES))("%s is accessible and complains of nothing", async (address) => {
    const { page, complaints } = await here.open(address, { colorScheme, reducedMotion: "reduce" });
    await page.waitForSelector("main h1");
    await page.waitForSelector(".live:not(.lost)");
    await page.waitForTimeout(1_000);
    expect(await faults(page)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});

it.each(Object.values(PAGES))("%s never scrolls sideways", async (address) => {
  const { page } = await here.open(address);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.waitForSelector("main h1");
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width, `at ${size.width}`).toBeLessThanOrEqual(size.width);
  }
  await page.close();
});
