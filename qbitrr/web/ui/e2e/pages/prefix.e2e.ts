import { afterAll, beforeAll, expect, it } from "vitest";
import { PAGES } from "../browser";
import { faults, settled } from "../stage/accessibility";
import { world } from "../world";

const PREFIX = "/media/qbitrr";
const here = world();

async function configure(urlBase: string | null): Promise<void> {
  const answer = await fetch(`${here.address}/api/config`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ changes: { "WebUI.UrlBase": urlBase } }) });
  expect(answer.status).toBe(200);
}

beforeAll(() => configure(PREFIX));
afterAll(() => configure(null));

it("serves every page below a prefix, and asks for nothing outside of it", async () => {
  const { page, complaints } = await here.open();
  await page.goto("about:blank");
  const outside: string[] = [];
  page.context().on("request", (request) => {
    const { protocol, pathname } = new URL(request.url());
    if (protocol === "http:" && !pathname.startsWith(`${PREFIX}/`)) outside.push(pathname);
  });
  await page.goto(`${here.address}${PREFIX}/ui`);
  for (const address of Object.values(PAGES)) {
    await page.goto(`${here.address}${PREFIX}/ui${address}`);
    await settled(page);
  }
  await page.reload();
  await settled(page);
  expect(outside).toEqual([]);
  expect(complaints).toEqual([]);
  expect(await faults(page)).toEqual([]);
});
