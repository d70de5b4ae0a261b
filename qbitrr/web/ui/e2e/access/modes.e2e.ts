import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { program, TOKEN, type OwnProgram } from "../stage/programs";
import { surfer } from "../stage/surfing";

// Of a password nobody knows: the account is there, and signing in with it is off.
const HASH = "$2b$12$C6UzMDM.H6dfI/f/IKcEeO7ZBpDkGsKCUTRUNCd1a7u1bX1y1V5Iq";
const KEYS = ["AuthDisabled", "LocalAuthEnabled", "OIDCEnabled", "BehindHttpsProxy", "TrustedProxies", "ForwardAuthHeader"].map((each) => `WebUI.${each}`);

const here = surfer();
let running: OwnProgram;
let proxy: Server;
let through = "";

beforeAll(async () => {
  running = await program(`AuthDisabled = false\nUsername = "mo"\nPasswordHash = "${HASH}"`);
  proxy = letIn("ada", running.address);
  await new Promise<void>((done) => proxy.listen(0, "127.0.0.1", done));
  through = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
});
afterAll(async () => {
  proxy.closeAllConnections();
  await new Promise((done) => proxy.close(done));
  await running.stop();
});

/** A proxy that signs people in itself, and names whom it has let in. */
function letIn(user: string, target: string): Server {
  return createServer((asking, answering) => {
    const headers = { ...asking.headers, "remote-user": user, "x-forwarded-for": asking.socket.remoteAddress ?? "" };
    const onward = request(`${target}${asking.url ?? ""}`, { method: asking.method ?? "GET", headers }, (answer) => {
      answering.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(answering);
    });
    onward.on("error", () => answering.destroy());
    answering.on("close", () => onward.destroy());
    asking.pipe(onward);
  });
}

/** The mode of these keys; all others of access are as if they were not there. */
const mode = (keys: Record<string, unknown>) =>
  running.configure({ ...Object.fromEntries(KEYS.map((key) => [key, key === "WebUI.AuthDisabled" ? false : null])), ...keys });

const isInside = (page: import("playwright-core").Page) => page.locator("main#content h1").waitFor();

it("with the token alone: the page says that there is no other way, and who sends the token is in", async () => {
  await mode({});
  const { page } = await here.open(`${running.address}/ui#/logs`);
  await page.getByRole("alert").filter({ hasText: "No way of signing in is configured" }).waitFor();
  expect(await page.evaluate(async () => (await fetch("../web/config")).status)).toBe(401);
  const { page: script } = await here.open(`${running.address}/ui#/logs`, { extraHTTPHeaders: { Authorization: `Bearer ${TOKEN}` } });
  await isInside(script);
});

it("with user name and password: the form is there, and nothing else", async () => {
  await mode({ "WebUI.LocalAuthEnabled": true });
  const { page } = await here.open(`${running.address}/ui#/logs`);
  await page.getByLabel("User name").waitFor();
  expect(await page.getByText("single sign-on").count()).toBe(0);
});

it("with a proxy that is named: whom it names is in, and a stranger who names himself is not", async () => {
  await mode({ "WebUI.BehindHttpsProxy": true, "WebUI.TrustedProxies": ["127.0.0.1"], "WebUI.ForwardAuthHeader": "Remote-User" });
  const { page } = await here.open(`${through}/ui#/system`);
  await isInside(page);
  await page.locator(".live:not(.lost)").waitFor();
  expect(await page.evaluate(async () => ((await (await fetch("../web/auth/me")).json()) as { user: string; method: string }))).toMatchObject({ user: "ada", method: "proxy" });

  await mode({ "WebUI.BehindHttpsProxy": true, "WebUI.TrustedProxies": ["192.0.2.7"], "WebUI.ForwardAuthHeader": "Remote-User" });
  await page.getByText("Your session has ended").waitFor();
  const { page: stranger } = await here.open(`${through}/ui#/system`);
  await stranger.getByRole("heading", { name: "Sign in to qbitrr" }).waitFor();
});

it("with authentication off: everybody is in, and nobody is offered to sign out", async () => {
  await mode({ "WebUI.AuthDisabled": true });
  const { page } = await here.open(`${running.address}/ui#/system`);
  await isInside(page);
  await page.getByRole("button", { name: "Account and appearance" }).click();
  await page.getByRole("menuitem", { name: "Keyboard shortcuts" }).waitFor();
  expect(await page.getByRole("menuitem", { name: "Sign out" }).count()).toBe(0);
});

it("asks who is on a page when authentication is switched on", async () => {
  await mode({ "WebUI.AuthDisabled": true });
  const { page } = await here.open(`${running.address}/ui#/system`);
  await isInside(page);
  await page.locator(".live:not(.lost)").waitFor();
  await mode({ "WebUI.LocalAuthEnabled": true });
  await page.getByText("Your session has ended").waitFor();
  await page.getByLabel("User name").waitFor();
});
