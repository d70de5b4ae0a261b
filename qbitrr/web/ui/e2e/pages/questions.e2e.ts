import type { Page, Route } from "playwright-core";
import { expect, it } from "vitest";
import { faults, overhang, settled, turned } from "../stage/accessibility";
import { configured } from "../stage/programs";
import { PATIENCE_MS } from "../stage/surfing";
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
  // The answer tells, not the list: the demonstration goes on, and what is newest of this torrent may be told there by then.
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/undo") && answer.request().method() === "POST");
  await its.getByRole("button", { name: /^Undo the removal of/ }).click();
  expect((await answered).status()).toBe(200);
});

it("offers below a removal to search again, and to keep the torrent for good, for a reason", async () => {
  const hash = await removed();
  const { page } = await here.open(`#/activity?hash=${hash}`);
  const story = page.locator(".journal-story").filter({ has: page.getByRole("button", { name: /^Undo the removal of/ }) }).first();
  await story.getByRole("button", { name: /^Why: / }).click();
  const answered = page.waitForResponse((answer) => answer.url().endsWith("/web/search") && answer.request().method() === "POST");
  await story.getByRole("button", { name: /^Search again for what/ }).click();
  expect((await answered).status()).toBe(200);
  // Exactly what it was to be: the demonstration has many films.
  const { ids } = (await answered).request().postDataJSON() as { ids: number[] };
  const { entries } = await asked<{ entries: { media: number[] }[] }>(`activity?hash=${hash}&limit=200`);
  expect([...ids].sort()).toEqual([...new Set(entries.flatMap(({ media }) => media))].sort());
  await story.getByText("It is searched again within seconds.").waitFor();
  await story.getByRole("button", { name: /^Never remove/ }).click();
  const dialog = page.getByRole("dialog", { name: /^Never remove .*\?$/ });
  await dialog.getByRole("button", { name: "Keep it" }).click();
  await dialog.getByText("Say why: it is kept in the journal.").waitFor();
  await settled(page);
  expect(await faults(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
});

it("draws how fast the clients are and how the free space went, and tells the same as tables", async () => {
  const { page } = await here.open();
  await settled(page);
  for (const name of ["Speeds over time", /^Free space of .* over time$/]) {
    const chart = page.getByRole("figure", { name }).first();
    await chart.locator("svg path.chart-stroke").first().waitFor({ state: "attached" });
    await chart.getByText(/[\d.,]+\s.?i?B(\/s)?$/).first().waitFor();
    await chart.getByRole("button", { name: "Show as table" }).click();
    await chart.getByRole("table").waitFor();
  }
  await page.locator(".dash-forecast").getByText(/nothing is foreseen|Reaches the guard|Full/).first().waitFor();
  expect(await faults(page)).toEqual([]);
});

it("tells how much memory each loop takes, and how many of its restarts are used", async () => {
  const { page } = await here.open("#/processes");
  await settled(page);
  const row = page.locator(".processes-row").first();
  await row.getByText(/^[\d.,]+\s[KMG]iB$/).waitFor();
  await row.getByText(/^\d+ of \d+$/).waitFor();
  for (const name of ["Memory", "Crash restarts"]) await page.getByRole("columnheader", { name, exact: true }).waitFor();
});

it("tells why a torrent is still there, and what is next", async () => {
  const { page } = await here.open("#/torrents?state=uploading");
  const told = explanations(page);
  const explained = page.waitForResponse((answer) => answer.url().endsWith("/explain"));
  await page.locator(".torrents-row").first().click();
  const { hash, name, text, rules } = (await (await explained).json()) as { hash: string; name: string; text: string; rules: { verdict: string }[] };
  // What is decided may change while one looks: what the page shows is what it was told last.
  const pane = page.getByRole("complementary", { name: "Why" });
  await pane.getByRole("heading", { name, exact: true }).waitFor();
  expect(text.length).toBeGreaterThan(10);
  await pane.locator(".why-sentence").waitFor();
  expect(await pane.locator(".why-sentence").innerText()).toMatch(/^[A-Z].{10,}\./s);
  await expect.poll(async () => words(await pane.locator(".why-sentence").innerText()) === told.get(hash), { timeout: PATIENCE_MS }).toBe(true);
  await pane.getByText("This rule decides").waitFor();
  const passed = rules.filter(({ verdict }) => verdict === "passed").length;
  if (passed > 0) await pane.getByText(/^\d+ rules? passed$/).waitFor();
  const shared = page.url();
  await page.goto("about:blank");
  await page.goto(shared);
  await pane.getByRole("heading", { name, exact: true }).waitFor();
  await pane.getByText("This rule decides").waitFor();
});

it("says nothing of one torrent below the name of another, while that is asked", async () => {
  const { page } = await here.open("#/torrents?state=uploading");
  const told = explanations(page);
  await page.locator(".torrents-row").first().click();
  const pane = page.getByRole("complementary", { name: "Why" });
  await pane.locator(".why-sentence").waitFor();
  const first = await pane.getByRole("heading").first().innerText();
  const known = new Set(told.keys());
  const held: Route[] = [];
  await page.route("**/explain", (route) => void held.push(route));
  await page.getByRole("button", { name: "Next torrent" }).click();
  await expect.poll(() => held.some((route) => !known.has(hashOf(route.request().url()))), { timeout: PATIENCE_MS }).toBe(true);
  expect(await pane.getByRole("heading").first().innerText()).not.toBe(first);
  expect(await pane.locator(".why-sentence").count()).toBe(0);
  await page.unroute("**/explain");
  for (const route of held) await route.continue().catch(() => undefined); // nobody waits for the first one any more
  await pane.locator(".why-sentence").waitFor();
});

it("tells why a film is not searched", async () => {
  const { page } = await here.open("#/radarr?status=missing");
  await settled(page);
  await page.locator(".catalog-tile").first().click();
  await page.getByRole("heading", { name: "Why is it not searched?" }).waitFor();
  const reason = page.locator(".catalog-reasons > li").first();
  await reason.waitFor();
  expect(await reason.innerText()).toMatch(/[a-z]{3,}.*\./s);
  await page.getByRole("link", { name: /^Search settings of/ }).click();
  await page.waitForURL(/#\/config\/Radarr-Films/);
  await page.getByRole("tab", { name: "Search", selected: true }).waitFor();
});

it("says from when a torrent is safe to remove, sets its duty aside for a reason, and restores it", async () => {
  await configured(here.address, { "qBit.Trackers": [{ Name: "Demo", URI: "http://tracker.demo.invalid/announce", HitAndRunMode: "and", MinSeedRatio: 2, MinSeedingTimeDays: "3d" }], "Radarr-Films.Torrent.SeedingMode.RemoveTorrent": -1 });
  try {
    const { page } = await here.open(`#/torrents?torrent=${encodeURIComponent(await owing())}`);
    const duty = page.getByRole("region", { name: "Hit-and-Run duty" });
    await duty.getByText(/Safe to remove on .* at a ratio of|never done at this speed/).waitFor();
    await duty.getByRole("button", { name: "Set the duty aside…" }).click();
    const dialog = page.getByRole("dialog", { name: /^Set the duty of .* aside\?$/ });
    await dialog.getByRole("button", { name: "Set it aside" }).click();
    await dialog.getByText("Say why: it is kept in the journal.").waitFor();
    await settled(page);
    expect(await faults(page), "in the light theme").toEqual([]);
    await turned(page, "dark");
    expect(await faults(page), "in the dark theme").toEqual([]);
    await dialog.getByRole("textbox").fill("The tracker has closed.");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await duty.getByText("The tracker has closed.").waitFor();
    await duty.getByRole("button", { name: "Restore the duty" }).click();
    await duty.getByRole("button", { name: "Set the duty aside…" }).waitFor();
    const address = page.url();
    await page.goto("about:blank");
    await page.setViewportSize({ width: 320, height: 700 });
    await page.goto(address);
    await duty.getByRole("button", { name: "Set the duty aside…" }).click();
    await dialog.getByRole("button", { name: "Set it aside" }).click();
    await dialog.getByText("Say why: it is kept in the journal.").waitFor();
    await settled(page);
    expect(await overhang(page), "on a phone").toBeLessThanOrEqual(0);
    expect(await faults(page), "on a phone").toEqual([]);
    await dialog.waitFor();
  } finally {
    await configured(here.address, { "qBit.Trackers": null, "Radarr-Films.Torrent.SeedingMode.RemoveTorrent": 1 });
  }
});

/** The hash of a torrent that was removed, can be brought back, and of which is known what it was to be; once there is one. */
async function removed(): Promise<string> {
  for (;;) {
    const [{ entries }, { quarantine }] = await Promise.all([
      asked<{ entries: { hash: string; media: number[]; act: string }[] }>("activity?limit=200"),
      asked<{ quarantine: { hash: string }[] }>("quarantine"),
    ]);
    const found = quarantine.find(({ hash }) => entries.some((each) => each.hash === hash && each.media.length > 0 && ["removal", "quarantine", "blocklist"].includes(each.act)));
    if (found) return found.hash;
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** A film that seeds and may not go yet, once there is one. */
async function owing(): Promise<string> {
  for (;;) {
    const { torrents } = await asked<{ torrents: { instance: string; hash: string; category: string; state: string }[] }>("torrents?limit=200");
    for (const { instance, hash, category, state } of torrents) {
      if (category !== "films" || state !== "uploading") continue;
      const { duty } = await asked<{ duty: { duty: string } | null }>(`torrents/${instance}/${hash}/explain`);
      if (duty?.duty === "unmet") return `${instance}/${hash}`;
    }
    await new Promise((done) => setTimeout(done, 200));
  }
}

/** What was last told of each torrent, by its hash, as *page* heard it. */
function explanations(page: Page): ReadonlyMap<string, string> {
  const told = new Map<string, string>();
  page.on("response", (answer) => {
    if (!answer.url().endsWith("/explain") || !answer.ok()) return;
    void answer.json().then(({ hash, sentence }: { hash: string; sentence: string }) => told.set(hash, words(sentence)), () => undefined);
  });
  return told;
}

const hashOf = (url: string): string => /([^/]+)\/explain$/.exec(url)?.[1] ?? "";
const words = (text: string): string => text.replace(/\s+/g, " ").trim();

const asked = async <T>(path: string): Promise<T> => (await (await fetch(`${here.address}/web/${path}`)).json()) as T;
