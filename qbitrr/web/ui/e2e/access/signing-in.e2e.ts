import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { program, TOKEN, type OwnProgram } from "../stage/programs";
import { justBefore, surfer } from "../stage/surfing";

const NAME = "mo";
const FIRST = "correct horse battery";
const SECOND = "staple or something";

const here = surfer();
let running: OwnProgram;
const url = (path = "") => `${running.address}/ui${path}`;

beforeAll(async () => {
  running = await program("AuthDisabled = false");
});
afterAll(() => running.stop());

async function signIn(page: Page, password: string): Promise<void> {
  await page.getByLabel("User name").fill(NAME);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** End every session, as a script may. */
async function forgetEverybody(): Promise<void> {
  const answer = await fetch(`${running.address}/api/auth/sessions`, { method: "DELETE", headers: { Authorization: `Bearer ${TOKEN}` } });
  expect(answer.status).toBe(200);
}

const isInside = (page: Page) => page.locator("main#content h1").waitFor();

it("has the first password set by who can read the token on the host, and by nobody else", async () => {
  const { page } = await here.open(url("#/torrents?q=dune"));
  await page.getByRole("heading", { name: "Set the first password" }).waitFor();
  await page.getByLabel("User name").fill(NAME);
  await page.getByLabel("New password").fill("short");
  await page.getByLabel("The same again").fill("short");
  await page.getByLabel("Set-up token").fill("0000000000000000");
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("alert").filter({ hasText: "at least 8 characters" }).waitFor();
  await page.getByLabel("New password").fill(FIRST);
  await page.getByLabel("The same again").fill(`${FIRST}!`);
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("alert").filter({ hasText: "differ" }).waitFor();
  await page.getByLabel("The same again").fill(FIRST);
  await page.getByRole("button", { name: "Set the password" }).click();
  await page.getByRole("alert").filter({ hasText: "A setup token is required" }).waitFor();

  const token = (await running.file("setup-token")).trim();
  await page.getByLabel("Set-up token").fill(token);
  await page.getByRole("button", { name: "Set the password" }).click();
  await isInside(page);
  expect(page.url()).toContain("#/torrents?q=dune");
  await expect(running.file("setup-token")).rejects.toThrow();

  const { page: later } = await here.open(url());
  await later.getByRole("heading", { name: "Sign in to qbitrr" }).waitFor();
  await later.getByRole("button", { name: "Set a password with the set-up token" }).click();
  await later.getByLabel("User name").fill(NAME);
  await later.getByLabel("New password").fill("of a stranger");
  await later.getByLabel("The same again").fill("of a stranger");
  await later.getByLabel("Set-up token").fill(token);
  await later.getByRole("button", { name: "Set the password" }).click();
  await later.getByRole("alert").filter({ hasText: "Not allowed" }).waitFor();
});

it("turns a wrong password away, lets the right one in, and shows the page that was asked for", async () => {
  const { page } = await here.open(url("#/activity?kind=removed"));
  await signIn(page, "wrong horse battery");
  await page.getByRole("alert").filter({ hasText: "Invalid credentials" }).waitFor();
  expect(await page.locator("main#content").count()).toBe(0);
  await signIn(page, FIRST);
  await isInside(page);
  expect(page.url()).toContain("#/activity?kind=removed");
  await page.reload();
  await isInside(page);
  expect(await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]))).not.toMatch(/token|session/i);
});

it("shows the page of the API to who goes there and signs in, and nothing of it before", async () => {
  const { page } = await here.open(`${running.address}/web/docs`);
  await page.getByRole("heading", { name: "Sign in to qbitrr" }).waitFor();
  await signIn(page, FIRST);
  await page.waitForURL(`${running.address}/web/docs`);
  expect(await page.title()).toBe("qbitrr API");
});

it("signs out: this browser is out, with everything it kept, and the address leads to the sign-in", async () => {
  const { page } = await here.open(url("#/config/Settings?field=FailedCategory"));
  await signIn(page, FIRST);
  await page.getByLabel("Failed Category").fill("draft-of-mine");
  await page.getByRole("button", { name: "Review and save" }).waitFor();
  page.on("dialog", (dialog) => void dialog.accept()); // the browser asks, for there is a draft
  await page.getByRole("button", { name: "Account and appearance" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.getByRole("heading", { name: "Sign in to qbitrr" }).waitFor();
  expect(await page.evaluate(() => ({ ...sessionStorage }))).toEqual({});
  expect(await page.evaluate(async () => (await fetch("../web/status")).status)).toBe(401);
  await page.goBack().catch(() => undefined);
  expect(await page.locator("main#content").count()).toBe(0);
});

it("asks on top of the page when the session was ended elsewhere; what was typed stays, and what was clicked is done", async () => {
  const { page } = await here.open(url("#/config/Settings?field=FailedCategory"));
  await signIn(page, FIRST);
  await page.getByLabel("Failed Category").fill("kept-over-it");
  await page.getByRole("button", { name: "Review and save" }).click();
  await page.getByRole("button", { name: "Save", exact: true }).waitFor();

  const { page: other } = await here.open(url("#/system"));
  await signIn(other, FIRST);
  await other.getByRole("button", { name: /^Sign out/ }).nth(1).waitFor();
  await other.getByRole("listitem").filter({ hasNotText: "this browser" }).getByRole("button", { name: /^Sign out/ }).first().click();

  await page.getByText("Your session has ended").waitFor();
  await signIn(page, FIRST);
  await page.getByText("Your session has ended").waitFor({ state: "detached" });
  expect(await page.getByRole("cell", { name: "kept-over-it" }).count()).toBe(1);
  // Nobody asks anything between the end of the session and the click.
  await justBefore(page, "**/web/config", forgetEverybody);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("Your session has ended").waitFor();
  expect(await running.file("config.toml")).not.toContain("kept-over-it");
  await signIn(page, FIRST);
  await page.getByText("Saved and in force").waitFor();
  expect(await running.file("config.toml")).toContain("kept-over-it");
});

it("changes the password for who knows the present one, and ends the sessions of all others", async () => {
  const { page } = await here.open(url("#/system"));
  await signIn(page, FIRST);
  const { page: other } = await here.open(url("#/logs"));
  await signIn(other, FIRST);
  await isInside(other);
  await page.getByLabel("Current password").fill("guessed wrongly");
  await page.getByLabel("New password").fill(SECOND);
  await page.getByLabel("The same again").fill(SECOND);
  await page.getByRole("button", { name: "Change the password" }).click();
  await page.getByRole("alert").filter({ hasText: "The current password is wrong" }).waitFor();
  await page.getByLabel("Current password").fill(FIRST);
  await page.getByRole("button", { name: "Change the password" }).click();
  await other.getByText("Your session has ended").waitFor();
  await signIn(other, FIRST);
  await other.getByRole("alert").filter({ hasText: "Invalid credentials" }).waitFor();
  await signIn(other, SECOND);
  await other.getByText("Your session has ended").waitFor({ state: "detached" });
  await page.reload();
  await isInside(page);
});

it("says how long to wait after too many wrong passwords", async () => {
  for (let guess = 0; guess < 10; guess += 1) {
    const answer = await fetch(`${running.address}/web/login`, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ username: `guess-${guess}`, password: "wrong" }),
    }); // prettier-ignore
    expect([401, 429]).toContain(answer.status);
  }
  const { page } = await here.open(url());
  await signIn(page, SECOND);
  await page.getByRole("alert").filter({ hasText: /Too many login attempts.*can be tried again in \d+ s/ }).waitFor();
  expect(await page.locator("main#content").count()).toBe(0);
});
