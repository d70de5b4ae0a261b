import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { settled } from "../stage/accessibility";
import { world } from "../world";

const here = world();

it("sorts torrents by several columns, the address says so, and a reload keeps it", async () => {
  const { page } = await here.open("#/torrents");
  await settled(page);
  const sorted = (by: string) => page.waitForResponse((answer) => new URL(answer.url()).pathname.endsWith("/web/torrents") && new URL(answer.url()).searchParams.get("sort") === by);
  await page.getByRole("columnheader", { name: "State" }).getByRole("button").click();
  const answered = sorted("-state,-name");
  await page.getByRole("columnheader", { name: /^Name/ }).getByRole("button").click({ modifiers: ["Shift"] });
  const { torrents } = (await (await answered).json()) as { torrents: { state: string; name: string }[] };
  const falling = (a: string, b: string) => (a < b ? 1 : a > b ? -1 : 0);
  const expected = [...torrents].sort((one, other) => falling(one.state, other.state) || falling(one.name.toLowerCase(), other.name.toLowerCase()));
  expect(torrents.map(({ state, name }) => [state, name])).toEqual(expected.map(({ state, name }) => [state, name]));
  expect(new Set(torrents.map(({ state }) => state)).size).toBeGreaterThan(1);
  expect(page.url()).toContain("sort=-state%2C-name");
  const again = sorted("-state,-name");
  await page.reload();
  expect((await again).status()).toBe(200);
  await settled(page);
  expect(await page.getByRole("columnheader", { name: "State" }).getAttribute("aria-sort")).toBe("descending");
  await page.getByRole("columnheader", { name: /^Name.*2\. of what it is sorted by/ }).waitFor();
});

it("puts together a file for who is asked for help, in which no token stands", async () => {
  const { page } = await here.open("#/system");
  await settled(page);
  const { token } = (await (await fetch(`${here.address}/web/token`)).json()) as { token: string };
  expect(token).not.toBe("");
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name: "Put together" }).click();
  const folder = await mkdtemp(join(tmpdir(), "qbitrr-e2e-"));
  await (await coming).saveAs(join(folder, "file.json"));
  const text = await readFile(join(folder, "file.json"), "utf8");
  await rm(folder, { recursive: true });
  const parts = JSON.parse(text) as Record<string, object>;
  for (const name of ["meta", "health", "processes", "configuration"]) expect(parts[name], name).not.toHaveProperty("failed");
  expect(text).toContain("Radarr-Films");
  expect(text).not.toContain(token);
});
