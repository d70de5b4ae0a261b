import { expect, it } from "vitest";
import { faults, settled } from "../stage/accessibility";
import { configured } from "../stage/programs";
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
    expect(await faults(page)).toEqual([]);
    await dialog.getByRole("textbox").fill("The tracker has closed.");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await duty.getByText("The tracker has closed.").waitFor();
    await duty.getByRole("button", { name: "Restore the duty" }).click();
    await duty.getByRole("button", { name: "Set the duty aside…" }).waitFor();
  } finally {
    await configured(here.address, { "qBit.Trackers": null, "Radarr-Films.Torrent.SeedingMode.RemoveTorrent": 1 });
  }
});

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

const asked = async <T>(path: string): Promise<T> => (await (await fetch(`${here.address}/web/${path}`)).json()) as T;
