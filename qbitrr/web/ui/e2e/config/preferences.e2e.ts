import { afterAll, beforeAll, expect, it } from "vitest";
import { settled } from "../stage/accessibility";
import { configured, program, type OwnProgram } from "../stage/programs";
import { surfer } from "../stage/surfing";

const here = surfer();
let own: OwnProgram;

beforeAll(async () => {
  own = await program("AuthDisabled = true");
});
afterAll(() => own.stop());

const choose = async (page: Awaited<ReturnType<typeof here.open>>["page"], role: "menuitemradio" | "menuitemcheckbox", name: string) => {
  await page.getByRole("button", { name: "Account and appearance" }).click();
  await page.getByRole(role, { name }).click();
};

it("writes what is chosen into the file, and what the file says holds for who has chosen nothing", async () => {
  const { page } = await here.open(`${own.address}/ui#/system`, { colorScheme: "light" });
  await settled(page);
  await choose(page, "menuitemradio", "Dark");
  await choose(page, "menuitemradio", "Compact");
  await page.waitForFunction(() => document.documentElement.dataset["density"] === "compact");
  await expect.poll(() => own.file("config.toml"), { timeout: 60_000 }).toMatch(/Theme = "Dark"[\s\S]*ViewDensity = "Compact"|ViewDensity = "Compact"[\s\S]*Theme = "Dark"/);

  const { page: other } = await here.open(`${own.address}/ui#/system`, { colorScheme: "light" });
  await settled(other);
  await other.locator("html[data-mantine-color-scheme=dark][data-density=compact]").waitFor();
  await configured(own.address, { "WebUI.Theme": "Light" });
  await other.locator("html[data-mantine-color-scheme=light]").waitFor();
  // Who has chosen here keeps that.
  expect(await page.locator("html[data-mantine-color-scheme=dark]").count()).toBe(1);
});

it("stops lists from refreshing by themselves, everywhere, until somebody asks", async () => {
  const { page } = await here.open(`${own.address}/ui#/system`);
  await settled(page);
  await choose(page, "menuitemcheckbox", "Refresh lists by themselves");
  await page.getByRole("button", { name: "Lists stand still: refresh them" }).waitFor();
  await expect.poll(() => own.file("config.toml"), { timeout: 60_000 }).toContain("LiveArr = false");
  const { page: other } = await here.open(`${own.address}/ui#/system`);
  await other.getByRole("button", { name: "Lists stand still: refresh them" }).waitFor();
});
