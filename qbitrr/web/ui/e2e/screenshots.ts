/**
 * Pictures of every page for README and manual: `npm run screenshots` with the demonstration at QBITRR_URL (default http://127.0.0.1:6969). With
 * names only those pages; with QBITRR_PNG the same as PNG into that folder.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Page } from "playwright-core";
import { launch, PAGES } from "./browser";

const ADDRESS = process.env["QBITRR_URL"] ?? "http://127.0.0.1:6969";
const FOLDER = resolve(import.meta.dirname, "../../../../docs/screenshots");
const RAW = process.env["QBITRR_PNG"];
const WIDTHS = { 390: 844, 1440: 900 };
const QUALITY = 0.86;

const names = process.argv.slice(2);
const browser = await launch();
const press = await browser.newPage();
for (const folder of [FOLDER, RAW]) if (folder) mkdirSync(folder, { recursive: true });
for (const colorScheme of ["light", "dark"] as const) {
  for (const [width, height] of Object.entries(WIDTHS)) {
    const page = await browser.newPage({ viewport: { width: Number(width), height }, colorScheme, reducedMotion: "reduce" });
    for (const [name, address] of Object.entries({ ...PAGES, config: "#/config/Radarr-Films?group=Torrent", why: await oneTorrent() })) {
      if (names.length > 0 && !names.includes(name)) continue;
      await page.goto(`${ADDRESS}/ui${address}`);
      await page.waitForSelector("main h1");
      await page.waitForTimeout(2_500);
      const picture = await page.screenshot();
      if (RAW) writeFileSync(`${RAW}/${name}-${width}-${colorScheme}.png`, picture);
      writeFileSync(`${FOLDER}/${name}-${width}-${colorScheme}.webp`, await pressed(press, picture));
    }
    await page.close();
  }
}
await browser.close();

/** The address of a torrent about which there is something to say: of those that go on for a while, one that seeds. */
async function oneTorrent(): Promise<string> {
  const answer = (await (await fetch(`${ADDRESS}/web/torrents?limit=200`)).json()) as { torrents: { instance: string; hash: string; state: string; quarantined: boolean }[] };
  const states = ["uploading", "stalledDL", "downloading"];
  const found = states.flatMap((state) => answer.torrents.filter((each) => each.state === state && !each.quarantined))[0] ?? answer.torrents[0];
  return found ? `#/torrents?torrent=${encodeURIComponent(`${found.instance}/${found.hash}`)}` : "#/torrents";
}

/** A PNG as WebP: the browser can make one, so nothing else is needed. */
async function pressed(page: Page, png: Buffer): Promise<Buffer> {
  const found = await page.evaluate(async ([data, quality]) => {
    const image = new Image();
    image.src = `data:image/png;base64,${data}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    canvas.getContext("2d")?.drawImage(image, 0, 0);
    return canvas.toDataURL("image/webp", quality).split(",")[1] ?? "";
  }, [png.toString("base64"), QUALITY] as const);
  return Buffer.from(found, "base64");
}
