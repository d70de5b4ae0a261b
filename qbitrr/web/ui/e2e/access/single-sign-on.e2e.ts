import { resolve } from "node:path";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { start, type Running } from "../stage/processes";
import { asked, program, type OwnProgram } from "../stage/programs";
import { surfer } from "../stage/surfing";

const here = surfer();
let provider: Running;
let running: OwnProgram;
const url = (path = "") => `${running.address}/ui${path}`;

beforeAll(async () => {
  provider = await start(process.execPath, [resolve(import.meta.dirname, "provider/serve.js")], /^the provider is at (\S+)$/);
  running = await program(`AuthDisabled = false
OIDCEnabled = true
[WebUI.OIDC]
Authority = "${provider.said[1] ?? ""}"
ClientId = "qbitrr"
ClientSecret = "client-s3cret"
RequireHttpsMetadata = false`);
  await told(`redirect ${running.address}/signin-oidc`);
});
afterAll(async () => {
  await running.stop();
  await provider.stop();
});

/** Say something to the provider, and wait until it is so. */
async function told(line: string): Promise<void> {
  const done = provider.next(/^done: /);
  provider.write(line);
  await done;
}

const begin = (page: Page) => page.getByRole("link", { name: "Sign in with single sign-on" }).click();

/** The two forms of the provider: who it is, and that it may be told. */
async function agree(page: Page): Promise<void> {
  await page.getByPlaceholder("Enter any login").fill("mo");
  await page.getByPlaceholder("and password").fill("whatever");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
}

const isInside = (page: Page) => page.locator("main#content h1").waitFor();

it("leads to the provider and back to the page that was asked for, with a proof key and a nonce", async () => {
  const { page } = await here.open(url("#/torrents?q=dune"));
  const sent = page.waitForRequest((request) => request.url().includes("/auth?"));
  await begin(page);
  const wish = new URL((await sent).url()).searchParams;
  expect(wish.get("response_type")).toBe("code");
  expect(wish.get("code_challenge_method")).toBe("S256");
  expect(wish.get("code_challenge")).toMatch(/^[\w-]{43}$/);
  expect((wish.get("nonce") ?? "").length).toBeGreaterThan(20);
  expect((wish.get("state") ?? "").length).toBeGreaterThan(20);
  await agree(page);
  await isInside(page);
  expect(page.url()).toContain("#/torrents?q=dune");
  await page.goto(url("#/system"));
  await page.getByText("mo · Chrome").waitFor();
  await page.getByText("single sign-on").waitFor();
});

it("takes a token that is signed with a key it never saw, once the provider has published that", async () => {
  await told("rotate");
  const { page } = await here.open(url());
  await begin(page);
  await agree(page);
  await isInside(page);
});

it("says why when the provider refuses, and the address is clean after the next sign-in", async () => {
  const { page } = await here.open(url("#/logs"));
  await begin(page);
  await page.getByRole("link", { name: "[ Cancel ]" }).click();
  await page.getByRole("alert").filter({ hasText: "The provider refused the sign-in." }).waitFor();
  expect(await page.locator("main#content").count()).toBe(0);
  await begin(page);
  await agree(page);
  await isInside(page);
  expect(page.url()).toMatch(/#\/logs/);
  expect(page.url()).not.toContain("auth_error");
});

it("refuses an answer that another browser began, and one that comes twice", async () => {
  const { page } = await here.open(url());
  await begin(page);
  const back = page.waitForRequest((request) => request.url().includes("/signin-oidc?"));
  await agree(page);
  const used = (await back).url();
  await isInside(page);
  const { page: stranger } = await here.open(used);
  await stranger.getByRole("alert").filter({ hasText: "took too long or was begun elsewhere" }).waitFor();
  await page.context().clearCookies({ name: "qbitrr_session" });
  await page.goto(used);
  await page.getByRole("alert").filter({ hasText: "took too long or was begun elsewhere" }).waitFor();
});

it("lets in only who is on the list, once there is one", async () => {
  await running.configure({ "WebUI.OIDC.AllowedUsers": ["anna"] });
  const { page } = await here.open(url());
  await begin(page);
  await agree(page);
  await page.getByRole("alert").filter({ hasText: "may not use qbitrr" }).waitFor();
  await told("account anna");
  await page.context().clearCookies();
  await page.goto(url());
  await begin(page);
  await agree(page);
  await isInside(page);
  await running.configure({ "WebUI.OIDC.AllowedUsers": null });
});

it("comes back by another path as soon as the configuration says so", async () => {
  await running.configure({ "WebUI.OIDC.CallbackPath": "/back-from-there" });
  await told(`redirect ${running.address}/back-from-there`);
  const { page } = await here.open(url());
  const back = page.waitForRequest((request) => request.url().includes("/back-from-there?"));
  await begin(page);
  await agree(page);
  await back;
  await isInside(page);
  expect((await asked(running.address, "/signin-oidc?code=1&state=1")).status).toBe(404);
});

it("says so when the provider is away, and the page stays usable", async () => {
  await running.configure({ "WebUI.OIDC.Authority": "http://127.0.0.1:9" });
  const { page } = await here.open(url());
  await begin(page);
  await page.getByRole("alert").filter({ hasText: "The provider does not answer." }).waitFor();
  await page.getByRole("link", { name: "Sign in with single sign-on" }).waitFor();
});
