import { expect, it } from "vitest";
import { faults, overhang, settled, turned } from "./stage/accessibility";
import { world } from "./world";

const here = world();

it("tells before a setting is saved what it would do to torrents, on a phone and in both themes", async () => {
  const { page, complaints } = await here.open("#/config/Radarr-Films?field=Torrent.SeedingMode.MaxUploadRatio", { colorScheme: "light" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("textbox", { name: "Max Upload Ratio", exact: true }).fill("0.0077");
  await page.getByRole("button", { name: "Review and save" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading", { name: "What would happen now" }).waitFor();
  await dialog.locator(".config-outlook[aria-busy=false]").waitFor();
  const told = await dialog.locator(".config-outlook").innerText();
  expect(told).toMatch(/would be|Nothing would be done/);
  expect(told).not.toMatch(/is not running/);
  expect(await overhang(page)).toBeLessThanOrEqual(0);
  await settled(page);
  expect(await faults(page), "in the light theme").toEqual([]);
  await turned(page, "dark");
  expect(await faults(page), "in the dark theme").toEqual([]);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  const saved = await page.evaluate(async () => (await fetch("../web/config")).text());
  expect(saved).not.toContain("0.0077");
  expect(complaints).toEqual([]);
});
