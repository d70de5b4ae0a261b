import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import { world } from "./world";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const here = world();

it.each(["light", "dark"] as const)("before a setting is saved it is told what it would do to torrents, in the %s theme", async (colorScheme) => {
  const { page, complaints } = await here.open("#/config/Radarr-Films?field=Torrent.SeedingMode.MaxUploadRatio", { colorScheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("textbox", { name: "Max Upload Ratio", exact: true }).fill("0.0077");
  await page.getByRole("button", { name: "Review and save" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: "What would happen now" }).waitFor();
  await dialog.locator(".config-outlook[aria-busy=false]").waitFor();
  const told = await dialog.locator(".config-outlook").innerText();
  expect(told).toMatch(/would be|Nothing would be done/);
  expect(told).not.toMatch(/is not running/);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.evaluate(AXE);
  const faults = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(context: unknown, options: unknown): Promise<{ violations: { id: string }[] }> } };
    return (await axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })).violations.map((each) => each.id);
  });
  expect(faults).toEqual([]);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  const saved = await page.evaluate(async () => (await fetch("../web/config")).text());
  expect(saved).not.toContain("0.0077");
  expect(complaints).toEqual([]);
  await page.close();
});
