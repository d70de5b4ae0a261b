import type { Locator, Page, Route } from "playwright-core";
import { expect, it } from "vitest";
import { PAGES } from "../browser";
import { settled } from "../stage/accessibility";
import { world } from "../world";

const here = world();
// Short beside what the page waits for an answer.
const PAUSE_MS = 500;
const CRASHED = "Something on this page broke";
const DATA = /\/web\/(?!meta|events|logs\/.*\/stream)/;

/** Pages that stand for all where each failure is asked for three times. */
const SOME = ["#/torrents", "#/activity", "#/quarantine", "#/search", "#/qbittorrent", "#/logs", "#/config", "#/system"];

/** Every one of the pages with answers as *answer* makes them; each must still stand, and the way to the others work. */
async function everyPage(answer: (route: Route) => Promise<void>, look: (page: Page, address: string) => Promise<void>, addresses: readonly string[] = Object.values(PAGES)): Promise<void> {
  const { page, complaints } = await here.open();
  await settled(page);
  await page.clock.install();
  await page.context().route(DATA, answer);
  for (const address of addresses) {
    await page.goto("about:blank");
    await page.goto(`${here.address}/ui${address}`);
    await page.locator("main h1").first().waitFor();
    await look(page, address);
    expect(await page.getByText(CRASHED).count(), address).toBe(0);
    await page.locator("nav a[href$='#/system']").first().click();
    await page.waitForURL(/#\/system/);
  }
  expect(complaints.filter((each) => !each.includes("Failed to load resource"))).toEqual([]);
}

/** Time goes on until that is seen: a request that failed is sent again, after pauses that grow. */
async function inTime(page: Page, seen: Locator): Promise<void> {
  while (!(await seen.isVisible())) await page.clock.runFor(PAUSE_MS);
}

/** What the live connection feeds goes on; all else says what is wrong. */
const FED = ["#/processes"];

const alerted = (text: RegExp) => async (page: Page, address: string): Promise<void> => {
  if (FED.includes(address)) return page.locator("main table").first().waitFor();
  await inTime(page, page.locator("main [role=alert]").filter({ hasText: text }).first());
};

const quiet = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => document.querySelector("main .skeleton") === null);
};

it("says what failed and under which id the log has more: 500 with the page of a proxy", async () => {
  await everyPage(
    (route) => route.fulfill({ status: 500, contentType: "text/html", body: "<h1>Bad</h1>", headers: { "x-request-id": "abc123" } }),
    alerted(/HTTP 500.*abc123/s),
    SOME,
  );
});

it("says that what came back is not from the program: HTML with 200", async () => {
  await everyPage((route) => route.fulfill({ status: 200, contentType: "text/html", body: "<html>Log in to the hotel</html>", headers: { "x-request-id": "abc124" } }), alerted(/not from qbitrr.*abc124/s));
});

it("says that the program does not answer: cut off", async () => {
  await everyPage((route) => route.abort("connectionreset"), alerted(/does not answer/), SOME);
});

/** Members that are missing are the same as those an older server does not know. */
it("stands when members are missing", async () => {
  await everyPage((route) => route.fulfill({ status: 200, contentType: "application/json", body: "{}" }), quiet);
});

it("stands when words are unknown", async () => {
  await everyPage(async (route) => {
    const answer = await route.fetch();
    const body = await answer.text();
    await route.fulfill({ response: answer, body: body.replace(/"(state|kind|verdict|mode|severity|result|act|outcome|reason|skip|method|type|grade|status)":"[a-z_ ]+"/gi, '"$1":"never_heard_of"') });
  }, quiet);
});

it("says that it takes long, and gives up with a way to try again", async () => {
  const { page } = await here.open();
  await settled(page);
  await page.clock.install();
  await page.route(/\/web\/activity/, () => undefined);
  await page.goto(`${here.address}/ui#/activity?q=slow`);
  await page.locator("main .skeleton").first().waitFor();
  await page.clock.runFor(9_000);
  await page.getByText("It is still waited for").first().waitFor();
  await page.clock.runFor(60_000);
  await page.getByRole("alert").filter({ hasText: "takes too long" }).first().waitFor();
  await page.getByRole("button", { name: "Try again" }).first().waitFor();
});
