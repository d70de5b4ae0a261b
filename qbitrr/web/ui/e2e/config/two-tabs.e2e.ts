import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { asked, program, type OwnProgram } from "../stage/programs";
import { justBefore, surfer } from "../stage/surfing";
import { change } from "./editing";

const here = surfer();
let running: OwnProgram;
const url = (key: string) => `${running.address}/ui#/config/Settings?field=${key}`;

beforeAll(async () => {
  running = await program("AuthDisabled = true");
});
afterAll(() => running.stop());

async function reviewed(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Review and save" }).click();
  await page.getByRole("dialog").getByText("What happens then").waitFor();
}

const save = (page: Page) => page.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();

async function inFile(): Promise<Record<string, unknown>> {
  return ((await (await asked(running.address, "/api/config")).json()) as { Settings: Record<string, unknown> }).Settings;
}

/** Somebody else is quicker: between the click and what it sends. */
const overtake = (page: Page, changes: Record<string, unknown>) => justBefore(page, "**/web/config", () => running.configure(changes));

it("merges what two tabs changed in different settings of a section", async () => {
  const { page: one } = await here.open(url("FailedCategory"));
  const two = await here.beside(one, url("RecheckCategory"));
  await change(one, "FailedCategory", "given-up");
  await change(two, "RecheckCategory", "again");
  await reviewed(one);
  await save(one);
  await one.getByText("Saved and in force").waitFor();
  await reviewed(two);
  await save(two);
  await two.getByText("Saved and in force").waitFor();
  expect(await inFile()).toMatchObject({ FailedCategory: "given-up", RecheckCategory: "again" });
});

it("shows in the other tab that the same setting was changed there, and leaves the choice", async () => {
  const { page: one } = await here.open(url("FailedCategory"));
  const two = await here.beside(one, url("FailedCategory"));
  await change(one, "FailedCategory", "of-one");
  await change(two, "FailedCategory", "of-two");
  await reviewed(one);
  await save(one);
  await one.getByText("Saved and in force").waitFor();
  await two.getByText("1 setting was changed elsewhere too").waitFor();
  await two.getByRole("button", { name: "Review and save" }).click();
  const dialog = two.getByRole("dialog");
  expect(await dialog.getByRole("button", { name: "Save", exact: true }).isDisabled()).toBe(true);
  await dialog.getByText("of-one").first().waitFor();
  await dialog.getByRole("button", { name: "Take yours" }).click();
  await save(two);
  await two.getByText("Saved and in force").waitFor();
  expect(await inFile()).toMatchObject({ FailedCategory: "of-two" });
});

it("loses nothing when another change comes in between: the next click saves both", async () => {
  const { page } = await here.open(url("FailedCategory"));
  await change(page, "FailedCategory", "mine-first");
  await reviewed(page);
  await overtake(page, { "Settings.RecheckCategory": "from-outside" });
  await save(page);
  await page.getByText("Saved and in force").or(page.getByRole("dialog").locator(".config-remark")).first().waitFor();
  if (await page.getByRole("dialog").isVisible()) await save(page);
  await page.getByText("Saved and in force").waitFor();
  expect(await inFile()).toMatchObject({ FailedCategory: "mine-first", RecheckCategory: "from-outside" });
});

it("refuses when the very setting was changed in between, and shows both values", async () => {
  const { page } = await here.open(url("FailedCategory"));
  await change(page, "FailedCategory", "mine-again");
  await reviewed(page);
  await overtake(page, { "Settings.FailedCategory": "theirs-first" });
  await save(page);
  const dialog = page.getByRole("dialog");
  await dialog.getByText("theirs-first").first().waitFor();
  expect(await inFile()).toMatchObject({ FailedCategory: "theirs-first" });
  await dialog.getByRole("button", { name: "Take theirs" }).click();
  await page.getByText("1 change in 1 section").waitFor({ state: "detached" });
  expect(await inFile()).toMatchObject({ FailedCategory: "theirs-first" });
});

it("keeps the text of the file that somebody types while it changes", async () => {
  const { page } = await here.open(`${running.address}/ui#/config?view=raw`);
  const text = page.getByLabel("TOML text");
  await text.fill(`${await text.inputValue()}\n# typed by hand\n`);
  await page.locator(".live:not(.lost)").waitFor();
  await running.configure({ "Settings.RecheckCategory": "meanwhile" });
  await page.getByText("What you typed stays here").waitFor();
  expect(await text.inputValue()).toContain("# typed by hand");
  await page.getByRole("button", { name: "Read it again" }).click();
  await page.getByText("What you typed stays here").waitFor({ state: "detached" });
  expect(await text.inputValue()).toContain("meanwhile");
});
