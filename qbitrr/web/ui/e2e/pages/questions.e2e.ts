import { expect, it } from "vitest";
import { settled } from "../stage/accessibility";
import { world } from "../world";

const here = world();

it("tells why something is gone, with rule, numbers and setting, and brings it back: two clicks from the first page", async () => {
  const { page } = await here.open();
  const story = page.locator(".journal-story").filter({ has: page.getByRole("button", { name: /^Undo the removal of/ }) }).first();
  await story.waitFor();
  const name = ((await story.getByRole("button", { name: /^Undo the removal of/ }).getAttribute("aria-label")) ?? "").replace("Undo the removal of ", "");
  const its = page.locator(".journal-story").filter({ has: page.getByRole("button", { name: `Why: ${name}`, exact: true }) }).first();
  await its.getByRole("button", { name: /^Why: / }).click();
  await its.getByText(/^Rule:/).first().waitFor();
  await its.getByText(/^Setting:/).first().waitFor();
  expect(await its.innerText()).toMatch(/\d/);
  await its.getByRole("button", { name: /^Undo the removal of/ }).click();
  await its.getByText("Brought back").first().waitFor();
});

it("tells why a torrent is still there, and what is next", async () => {
  const { page } = await here.open("#/torrents");
  await page.locator(".torrents-row").first().click();
  await page.locator(".why-sentence").waitFor();
  expect(((await page.locator(".why-sentence").innerText()) || "").length).toBeGreaterThan(10);
  const shared = page.url();
  await page.goto("about:blank");
  await page.goto(shared);
  await page.locator(".why-sentence").waitFor();
});

it("tells why a film is not searched", async () => {
  const { page } = await here.open("#/radarr");
  await settled(page);
  await page.locator(".catalog-tile").first().click();
  await page.getByRole("heading", { name: "Why is it not searched?" }).waitFor();
  await page.locator(".catalog-why .catalog-reasons, .catalog-why .quiet").first().waitFor();
  await page.getByRole("link", { name: /^Search settings of/ }).click();
  await page.waitForURL(/#\/config\/Radarr-Films/);
});
