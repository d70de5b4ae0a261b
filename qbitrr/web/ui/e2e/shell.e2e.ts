import { expect, it } from "vitest";
import { world } from "./world";

const here = world();

it("goes to a page by its address, back, and again after a reload", async () => {
  const { page } = await here.open("#/torrents?q=dune");
  await page.waitForSelector('nav a[data-status="active"][href*="torrents"]');
  await page.click('nav a[href$="#/activity"]');
  await page.waitForURL(/#\/activity/);
  await page.goBack();
  expect(page.url()).toContain("#/torrents?q=dune");
  await page.reload();
  expect(page.url()).toContain("#/torrents?q=dune");
  await page.close();
});

it("shares one connection between its tabs", async () => {
  const { page } = await here.open();
  let streams = 0;
  page.context().on("request", (request) => {
    if (request.url().includes("/web/events")) streams += 1;
  });
  const other = await here.beside(page);
  for (const tab of [page, other]) await tab.waitForSelector(".live:not(.lost)");
  expect(streams).toBe(0);
  await page.close();
  await other.waitForSelector(".live:not(.lost)");
  await other.close();
});

it("jumps by typing", async () => {
  const { page } = await here.open();
  await page.waitForSelector("main h1");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("quaran");
  await page.keyboard.press("Enter");
  await page.waitForURL(/#\/quarantine/);
  await page.close();
});

it("shows a broken answer where it belongs, and the rest works", async () => {
  const { page } = await here.open();
  await page.route("**/web/torrents?*", (route) => route.fulfill({ status: 500, contentType: "text/html", body: "<h1>proxy</h1>", headers: { "x-request-id": "abc123" } }));
  await page.goto(`${here.address}/ui#/torrents`);
  await page.getByRole("alert").filter({ hasText: "500" }).first().waitFor();
  await page.click('nav a[href$="#/quarantine"]');
  await page.waitForURL(/#\/quarantine/);
  await page.waitForSelector("main h1");
  await page.close();
});

it("asks no other host for anything", async () => {
  const { page } = await here.open();
  const foreign: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(here.address) && !/^(data|blob):/.test(request.url())) foreign.push(request.url());
  });
  await page.reload();
  await page.waitForSelector("main h1");
  expect(foreign).toEqual([]);
  await page.close();
});
