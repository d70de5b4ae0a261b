import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PAGES } from "../browser";
import { faults, settled } from "../stage/accessibility";
import { configured, demonstration, type Program } from "../stage/programs";
import { surfer } from "../stage/surfing";
import { change, childrenOf, configOf, save } from "./editing";

const PREFIX = "/media/qbitrr";
const here = surfer();
let running: Program;
const url = (path = "") => `${running.address}/ui${path}`;
const renewed = (address: string) => address.replace("127.0.0.1", "localhost");

beforeAll(async () => {
  running = await demonstration();
});
afterAll(() => running.stop());

async function edit(page: Page, section: string, key: string, value: string | boolean): Promise<void> {
  await page.goto(url(`#/config/${section}?field=${key}`));
  await change(page, key, value);
}

it("saves what only the page shows (frontend), as text", async () => {
  const { page } = await here.open(url("#/config?view=raw"));
  const text = page.getByLabel("TOML text");
  await text.fill((await text.inputValue()).replace("[WebUI]", '[WebUI]\nTheme = "Light"'));
  await page.getByRole("button", { name: "Check" }).click();
  await page.getByText("browsers show it as set from the next request on").waitFor();
  expect((await configOf(running))["WebUI"]).not.toMatchObject({ Theme: "Light" });
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Saved and in force.").waitFor();
  expect((await configOf(running))["WebUI"]).toMatchObject({ Theme: "Light" });
});

it("saves what concerns the web server (webui): it is found at its new prefix", async () => {
  const { page } = await here.open(url());
  await edit(page, "WebUI", "UrlBase", "/elsewhere");
  await save(page, ["the web interface goes by its new settings from the next request on"]);
  await page.goto(`${running.address}/elsewhere/ui#/processes`);
  await page.locator("main h1").waitFor();
  expect(page.url()).toContain("/elsewhere/static/");
  await edit(page, "WebUI", "UrlBase", "");
  await save(page, ["the web interface goes by its new settings from the next request on"]);
});

it("serves every page below a prefix, and asks for nothing outside of it", async () => {
  await configured(running.address, { "WebUI.UrlBase": PREFIX });
  const { page, complaints } = await here.open(url());
  await page.goto("about:blank");
  const outside: string[] = [];
  page.context().on("request", (request) => {
    const { protocol, pathname } = new URL(request.url());
    if (protocol === "http:" && !pathname.startsWith(`${PREFIX}/`)) outside.push(pathname);
  });
  await page.goto(`${running.address}${PREFIX}/ui`);
  for (const address of Object.values(PAGES)) {
    await page.goto(`${running.address}${PREFIX}/ui${address}`);
    await settled(page);
    const led = await page.locator("a[href]").evaluateAll((links) => links.map((each) => new URL(each.getAttribute("href") ?? "", document.baseURI).href));
    outside.push(...led.map((each) => new URL(each)).filter(({ host, pathname }) => host === new URL(running.address).host && !pathname.startsWith(`${PREFIX}/`)).map(({ href }) => href));
    expect(led.length, address).toBeGreaterThan(5);
  }
  await page.reload();
  await settled(page);
  expect(outside).toEqual([]);
  expect(complaints).toEqual([]);
  expect(await faults(page)).toEqual([]);
  await configured(running.address, { "WebUI.UrlBase": null });
});

it("saves what is taken over at once (live): every page says so, and no child is started anew", async () => {
  const { page } = await here.open(url());
  const before = await childrenOf(running);
  await edit(page, "Settings", "DryRun", true);
  await save(page, ["1 setting takes effect at once (Settings.DryRun)", "Radarr-Films goes by its new settings and keeps running"]);
  await page.getByText("Dry run: qbitrr decides and explains, but changes nothing.").waitFor();
  await edit(page, "Settings", "DryRun", false);
  await save(page, ["1 setting takes effect at once (Settings.DryRun)"]);
  await page.getByText("Dry run: qbitrr decides").waitFor({ state: "detached" });
  expect(await childrenOf(running)).toEqual(before);
});

it("saves what renews one Arr (single_arr): its children alone are other ones", async () => {
  const { page } = await here.open(url());
  const before = await childrenOf(running);
  const arr = (await configOf(running))["Radarr-Films"] as { URI: string };
  await edit(page, "Radarr-Films", "URI", renewed(arr.URI));
  await save(page, ["Radarr-Films is restarted (its address changed)"]);
  const after = await childrenOf(running, (now) => now["Radarr-Films"] !== undefined && now["Radarr-Films"] !== before["Radarr-Films"]);
  expect({ ...after, "Radarr-Films": "" }).toEqual({ ...before, "Radarr-Films": "" });
});

it("saves what renews several Arrs (multi_arr) in one go", async () => {
  const { page } = await here.open(url());
  const before = await childrenOf(running);
  const config = await configOf(running);
  for (const name of ["Sonarr-Series", "Lidarr-Music"]) await edit(page, name, "URI", renewed((config[name] as { URI: string }).URI));
  await page.getByText("2 changes in 2 sections").waitFor();
  await save(page, ["Sonarr-Series is restarted (its address changed)", "Lidarr-Music is restarted (its address changed)"]);
  const after = await childrenOf(running, (now) => ["Sonarr-Series", "Lidarr-Music"].every((name) => now[name] !== undefined && now[name] !== before[name]));
  expect(after["Radarr-Films"]).toBe(before["Radarr-Films"]);
});

it("saves what concerns everybody (full): the client is connected anew", async () => {
  const { page } = await here.open(url());
  await edit(page, "qBit", "Host", "localhost");
  await save(page, ["qBit is connected anew (its address changed)"]);
  await page.goto(url("#/qbittorrent"));
  await page.getByText("localhost").first().waitFor();
  await page.getByText("The client answers").waitFor();
});

it("says what is wrong with a value, and saves nothing before that is mended", async () => {
  const { page } = await here.open(url());
  await edit(page, "WebUI", "Port", "70000");
  await page.getByText("1 thing to mend first").waitFor();
  await page.getByRole("button", { name: "Review and save" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("This cannot be saved yet").waitFor();
  expect(await dialog.getByRole("button", { name: "Save", exact: true }).isDisabled()).toBe(true);
});

it("restarts one loop, and all of them after it said what that means", async () => {
  const { page } = await here.open(url("#/processes"));
  const before = await childrenOf(running);
  await page.getByRole("button", { name: "Restart torrents of Radarr-Films" }).click();
  const after = await childrenOf(running, (now) => now["Radarr-Films"] !== undefined && now["Radarr-Films"] !== before["Radarr-Films"]);
  const pids = (of: Record<string, string>) => new Set((of["Radarr-Films"] ?? "").split(" "));
  expect([...pids(after)].filter((pid) => pids(before).has(pid)), "the search of the same Arr goes on").toHaveLength(1);
  expect(after["Sonarr-Series"]).toBe(before["Sonarr-Series"]);
  await page.getByRole("button", { name: "Restart all…" }).click();
  await page.getByRole("dialog").getByText("Kept: everything.").waitFor();
  await page.getByRole("button", { name: "Restart all", exact: true }).click();
  await childrenOf(running, (now) => ["Radarr-Films", "Sonarr-Series", "Lidarr-Music"].every((name) => now[name] !== undefined && now[name] !== after[name]));
  await page.getByRole("dialog").waitFor({ state: "detached" });
});

it("renames a section with its draft, and deletes it", async () => {
  const { page } = await here.open(url());
  await edit(page, "Lidarr-Music", "Category", "tunes");
  await page.getByRole("button", { name: "Rename" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("New name").fill("Lidarr-Songs");
  await dialog.getByText("Lidarr-Songs is started").waitFor();
  await dialog.getByRole("button", { name: "Rename" }).click();
  await page.getByText("It is called Lidarr-Songs now.").waitFor();
  await page.waitForURL(/#\/config\/Lidarr-Songs/);
  await page.getByText("1 change in 1 section").waitFor();
  await childrenOf(running, (now) => now["Lidarr-Songs"] !== undefined && now["Lidarr-Music"] === undefined);
  await page.getByRole("button", { name: "Delete" }).click();
  await dialog.getByText("Lidarr-Songs is stopped (it is gone from the configuration); what it stored is kept").waitFor();
  await dialog.getByRole("button", { name: "Delete the section" }).click();
  await page.getByText("Lidarr-Songs is deleted.").waitFor();
  await page.getByRole("link", { name: "Lidarr-Songs" }).waitFor({ state: "detached" });
  await childrenOf(running, (now) => now["Lidarr-Songs"] === undefined);
  expect(Object.keys(await configOf(running))).not.toContain("Lidarr-Songs");
});

it("holds everything, says so on every page, and lets go", async () => {
  const { page } = await here.open(url());
  await page.getByRole("button", { name: "Hold everything" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Hold everything" }).click();
  await page.getByText("Everything is on hold").waitFor();
  await page.goto(url("#/processes"));
  await page.getByText("Everything is on hold").waitFor();
  await page.getByRole("button", { name: "Release" }).click();
  await page.getByText("Everything is on hold").waitFor({ state: "detached" });
});
