import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { faults, overhang, settled } from "../stage/accessibility";
import { wayTo } from "../stage/cutting";
import { PATIENCE_MS, surfer } from "../stage/surfing";
import { world } from "../world";

const here = world();
const apart = surfer();
const poll = { timeout: PATIENCE_MS, interval: 250 };

const asked = async <T>(path: string): Promise<T> => (await (await fetch(`${here.address}/web/${path}`)).json()) as T;
const digits = async (page: Page, selector: string): Promise<number> => Number((await page.locator(selector).first().innerText()).replace(/\D/g, ""));

it("says on every page that what is shown is old once the connection is lost, and since when; and goes on when it is back", async () => {
  const way = await wayTo(here.address);
  try {
    const { page } = await apart.open(`${way.address}/ui#/processes`);
    await settled(page);
    await way.cut();
    const banner = page.locator(".banner").filter({ has: page.getByRole("button", { name: "Now", exact: true }) });
    await banner.getByText(/\d\d:\d\d/).waitFor();
    await page.locator(".live.lost").waitFor();
    await page.locator("nav a[href$='#/qbittorrent']").first().click();
    await banner.waitFor();
    await way.mend();
    await banner.getByRole("button", { name: "Now", exact: true }).click();
    await banner.waitFor({ state: "detached" });
    await page.locator(".live:not(.lost)").waitFor();
  } finally {
    await way.cut().catch(() => undefined);
  }
});

it("counts on the first page what the program counts", async () => {
  const { page } = await here.open();
  await settled(page);
  const seeding = page.locator("a.dash-figure[href='#/torrents?state=uploading'] .dash-figure-value");
  await seeding.waitFor();
  await expect.poll(async () => {
    const { categories } = await asked<{ categories: { seedingCount: number }[] }>("qbit/categories");
    return categories.reduce((sum, each) => sum + each.seedingCount, 0) - Number((await seeding.innerText()).replace(/\D/g, ""));
  }, poll).toBe(0);
});

it("counts the torrents of each category as the program does, and leads to them", async () => {
  const { page } = await here.open("#/qbittorrent");
  await settled(page);
  await expect.poll(async () => {
    const { categories } = await asked<{ categories: { category: string; torrentCount: number }[] }>("qbit/categories");
    const { category, torrentCount } = categories.find((each) => each.torrentCount > 0) ?? { category: "", torrentCount: 0 };
    const row = page.locator(".qbit-table tbody tr").filter({ has: page.getByRole("rowheader", { name: category, exact: true }) });
    return Number((await row.locator("a").first().innerText()).replace(/\D/g, "")) - torrentCount;
  }, poll).toBe(0);
  await page.locator(".qbit-table tbody a").first().click();
  await page.waitForURL(/#\/torrents\?.*category=/);
});

it("unfolds what is in a category: as many as the program has of it, each with the way to why it is there", async () => {
  const { page } = await here.open("#/qbittorrent");
  await settled(page);
  await page.getByRole("button", { name: "films", exact: true }).click();
  const torrents = page.getByRole("list", { name: "Torrents in films" });
  await torrents.locator(".qbit-torrent").first().waitFor();
  await expect.poll(async () => {
    const { total } = await asked<{ total: number }>("torrents?category=films&instance=qBit&limit=1");
    return (await torrents.locator(".qbit-torrent").count()) - Math.min(50, total);
  }, poll).toBe(0);
  await torrents.locator("dt", { hasText: "Uploaded" }).first().waitFor();
  expect(await overhang(page)).toBeLessThanOrEqual(0);
  expect(await faults(page)).toEqual([]);
  await page.reload();
  await torrents.locator(".qbit-torrent a").first().click();
  await page.waitForURL(/#\/torrents\?torrent=/);
  await page.locator(".why-sentence").waitFor();
});

it("lists only torrents of the state that the address names: as many as the program has of it", async () => {
  const { page } = await here.open("#/torrents?state=uploading");
  await settled(page);
  await page.locator(".torrents-row").first().waitFor();
  await expect.poll(async () => {
    const { total } = await asked<{ total: number }>("torrents?state=uploading&limit=1");
    return (await digits(page, "main h1")) - total;
  }, poll).toBe(0);
});

it("lists only acts of the kind that the address names", async () => {
  const { page } = await here.open("#/activity?act=search&range=24h");
  await settled(page);
  const stories = page.locator(".journal-story");
  await stories.first().waitFor();
  const { entries } = await asked<{ entries: { text: string }[] }>("activity?act=search&limit=500");
  const known = new Set(entries.map(({ text }) => text));
  const shown = await page.locator(".journal-what[title]").evaluateAll((lines) => lines.map((each) => each.getAttribute("title") ?? ""));
  expect(shown.length).toBeGreaterThan(0);
  // The last of them: what came since was not asked for.
  expect(shown.slice(-3).filter((each) => !known.has(each))).toEqual([]);
});

it("brings back the very torrent whose row says so", async () => {
  const { page } = await here.open("#/quarantine");
  await settled(page);
  const rows = page.locator(".quar-row");
  await rows.first().waitFor();
  const row = rows.last();
  const address = decodeURIComponent((await row.locator("a").first().getAttribute("href")) ?? "");
  const hash = /\/([^/]+)$/.exec(address)?.[1] ?? "";
  const answered = page.waitForResponse((answer) => answer.url().endsWith(`/${hash}/undo`) && answer.request().method() === "POST");
  await row.getByRole("button", { name: /^Undo the removal of/ }).click();
  expect((await answered).status()).toBe(200);
  await page.locator(`.quar-row a[href^="#/torrents"][href*="${hash}"]`).waitFor({ state: "detached" });
});

it("pauses the search of one Arr for as long as is chosen, and goes on", async () => {
  const { page } = await here.open("#/search");
  await settled(page);
  const paused = async () => (await asked<{ pausedUntil: string | null }>("search/queue?instance=Lidarr-Music")).pausedUntil;
  await page.getByRole("button", { name: "Pause the search of Lidarr-Music" }).click();
  await page.getByRole("menuitem", { name: "For 1 hour" }).click();
  await page.getByText("Paused, goes on").first().waitFor();
  const minutes = (Date.parse((await paused()) ?? "") - Date.now()) / 60_000;
  expect(minutes).toBeGreaterThan(40);
  expect(minutes).toBeLessThan(62);
  await page.getByRole("button", { name: "Go on searching in Lidarr-Music" }).click();
  await page.getByRole("button", { name: "Pause the search of Lidarr-Music" }).waitFor();
  await expect.poll(paused, poll).toBeNull();
});

it("lists episodes one by one; one that is opened has an address that shows it again", async () => {
  const { page } = await here.open("#/sonarr?group=flat&view=list");
  await settled(page);
  await page.getByRole("columnheader", { name: "Episode", exact: true }).waitFor();
  // Not the first of its season, which would be found by chance.
  const link = page.locator(".catalog-link[aria-label*='E0']:not([aria-label*='E01'])").last();
  const [, name = ""] = /, (S\d+E\d+)/.exec((await link.getAttribute("aria-label")) ?? "") ?? [];
  expect(name).toMatch(/S\d\dE\d\d/);
  await link.click();
  const one = page.getByRole("region", { name: "What was opened" });
  await one.getByText(name).waitFor();
  const address = page.url();
  expect(decodeURIComponent(address)).toMatch(/item=[^&]+\/\d+:\d+/);
  await page.goto("about:blank");
  await page.goto(address);
  await one.waitFor();
  await page.getByRole("heading", { name: "Why is it not searched?" }).waitFor();
  await one.getByRole("button", { name: /^All of/ }).click();
  await one.waitFor({ state: "detached" });
});

it("draws how the last passes of each loop went", async () => {
  const { page } = await here.open("#/processes");
  await settled(page);
  const strip = page.locator(".processes-row").first().getByRole("img", { name: /^The last \d+:/ });
  await strip.waitFor();
  await expect.poll(() => strip.locator("span").count(), poll).toBeGreaterThan(1);
  expect(await strip.locator("span").first().getAttribute("title")).toMatch(/^\d\d:\d\d.* · done/);
});

it("names the licence of every package the page is made of, with its words", async () => {
  const { page } = await here.open("#/system");
  const href = await page.getByRole("link", { name: /^Licences/ }).evaluate((link) => (link as HTMLAnchorElement).href);
  const answer = await fetch(href);
  expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  const words = await answer.text();
  const { dependencies } = JSON.parse(readFileSync(resolve(import.meta.dirname, "../../package.json"), "utf8")) as { dependencies: Record<string, string> };
  for (const [name, version] of Object.entries(dependencies)) expect(words).toContain(`${name} ${version} (`);
  expect(words).toContain("SIL OPEN FONT LICENSE");
});
