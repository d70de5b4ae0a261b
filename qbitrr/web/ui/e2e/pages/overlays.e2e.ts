import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { faults, overhang, settled, turned } from "../stage/accessibility";
import { PATIENCE_MS } from "../stage/surfing";
import { world } from "../world";

const here = world();
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name }).first().click();
const firstTorrent = (page: Page) => page.locator(".torrents-row, .torrents-card").first().click();
/** The first tile is clicked until its item stands in the address: the demonstration goes on, and may put another one under the pointer. */
async function firstItem(page: Page): Promise<void> {
  await expect.poll(async () => {
    if (!page.url().includes("item=")) await page.locator(".catalog-tile").first().click();
    return page.waitForURL(/item=/, { timeout: 2_000 }).then(() => true, () => false);
  }, { timeout: PATIENCE_MS, interval: 250 }).toBe(true);
}

/** What opens over the pages: where, how, and what is then seen. */
const OVERLAYS: Record<string, [address: string, open: (page: Page) => Promise<unknown>, seen: string]> = {
  "the palette": ["#/", (page) => page.keyboard.press("Control+k"), "[role=option]"],
  "the keys": ["#/", (page) => page.keyboard.press("Shift+?"), "[role=dialog] dl"],
  "the account": ["#/", (page) => button(page, "Account and appearance"), "[role=menuitem]"],
  "how the parts do": ["#/", (page) => button(page, /^Health/), ".health-part"],
  "what was said": ["#/", (page) => button(page, /^Messages/), ".shell-panel-foot"],
  "holding everything": ["#/", (page) => button(page, "Hold everything"), "[role=dialog]"],
  "why a torrent is there": ["#/torrents", firstTorrent, ".why-sentence"],
  "an item of a library": ["#/radarr", firstItem, ".catalog-why"],
  "an episode of a list": ["#/sonarr?group=flat&view=list", (page) => page.locator(".catalog-link, .catalog-card").first().click(), ".catalog-one"],
  "an album of a list": ["#/lidarr?group=flat&view=tiles", firstItem, ".catalog-one"],
  "leaving an item alone": ["#/radarr?status=missing", async (page) => {
    await firstItem(page);
    await button(page, "Skip until");
  }, "[role=menuitem]"],
  "the views of a library": ["#/radarr?view=list", (page) => button(page, "Views"), "[role=dialog] form"],
  "adding a section": ["#/config", (page) => button(page, "Add a section"), "[role=dialog]"],
  "deleting a section": ["#/config/Radarr-Films", (page) => button(page, "Delete"), "[role=dialog] .config-effects"],
  "restarting all": ["#/processes", (page) => button(page, "Restart all…"), "[role=dialog]"],
}; // prettier-ignore

it.each(Object.entries(OVERLAYS))("%s is accessible in both themes, and fits a phone", async (_name, [address, open, seen]) => {
  const { page } = await here.open(address, { colorScheme: "dark" });
  await settled(page);
  await open(page);
  await page.locator(seen).first().waitFor();
  await settled(page);
  expect(await faults(page), "in the dark theme").toEqual([]);
  await turned(page, "light");
  await page.locator(seen).first().waitFor();
  expect(await faults(page), "in the light theme").toEqual([]);

  await page.goto("about:blank");
  await page.setViewportSize({ width: 320, height: 700 });
  await page.goto(`${here.address}/ui${address}`);
  await settled(page);
  await open(page);
  await page.locator(seen).first().waitFor();
  expect(await overhang(page), "on a phone").toBeLessThanOrEqual(0);
});

it("goes by the keyboard alone: help, palette, a page, and the focus is where it was", async () => {
  const { page } = await here.open("#/");
  await settled(page);
  await page.keyboard.press("Tab");
  await page.getByRole("link", { name: "Skip to the content" }).waitFor();
  await page.keyboard.press("Enter");
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("content");
  await page.keyboard.press("Shift+?");
  await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  const hold = page.getByRole("button", { name: "Hold everything" }).first();
  await hold.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("dialog", { name: "Hold everything?" }).waitFor();
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("[role=dialog]") !== null)).toBe(true);
  }
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await page.waitForFunction(() => document.activeElement?.textContent?.includes("Hold everything"));
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("logs");
  await page.keyboard.press("Enter");
  await page.waitForURL(/#\/logs/);
});

it("opens a menu by the keyboard, goes through its items and chooses one, which other tabs follow and a reload keeps", async () => {
  const { page } = await here.open("#/");
  // The configuration stays as others beside this test know it: it may not be changed here.
  await page.route("**/web/config", (route) => (route.request().method() === "POST" ? route.fulfill({ status: 403, json: { error: "read-only" } }) : route.fallback()));
  await settled(page);
  const beside = await here.beside(page);
  await settled(beside);
  await page.bringToFront();
  await page.getByRole("button", { name: "Account and appearance" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitemradio", { name: "Dark" }).waitFor();
  await page.waitForFunction(() => document.activeElement?.closest("[role=menu]") !== null);
  for (let step = 0; step < 8; step += 1) {
    if ((await page.evaluate(() => document.activeElement?.textContent)) === "Dark") break;
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
  await page.locator("html[data-mantine-color-scheme=dark]").waitFor();
  await page.getByRole("menu").waitFor({ state: "detached" });
  await beside.locator("html[data-mantine-color-scheme=dark]").waitFor();
  await page.getByText("This is kept in this browser only").waitFor();
  await page.reload();
  await page.locator("html[data-mantine-color-scheme=dark]").waitFor();
  await beside.close();
});

it("keeps what is asked and answered so far while the window goes from a desktop to a phone and back", async () => {
  const { page } = await here.open("#/torrents?state=uploading");
  await settled(page);
  await firstTorrent(page);
  await page.getByRole("tab", { name: "Actions" }).click();
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Remove / });
  const files = dialog.getByRole("switch");
  await files.click();
  await dialog.getByText("The data stays on the disk").waitFor();
  for (const [width, height] of [[1279, 900], [1024, 768], [719, 900], [390, 844], [1440, 900]] as const) {
    await page.setViewportSize({ width, height });
    await settled(page);
    expect([await dialog.count(), await files.isChecked()], `at ${width}`).toEqual([1, false]);
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await page.getByRole("dialog", { name: "Why", exact: true }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("tab", { name: "Actions" }).waitFor({ state: "detached" });
});

it("keeps the question before a restart, too", async () => {
  const { page } = await here.open("#/processes");
  await settled(page);
  await page.locator(".processes-group").getByRole("button", { name: /^Restart all loops of / }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  const title = await dialog.getByRole("heading").innerText();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.locator(".processes-card").first().waitFor();
  expect(await dialog.getByRole("heading").innerText()).toBe(title);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});
