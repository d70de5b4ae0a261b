/**
 * Pictures of every page for README and manual: `npm run screenshots` with the demonstration at QBITRR_URL (default http://127.0.0.1:6969).
 */
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { launch, PAGES } from "./browser";

const ADDRESS = process.env["QBITRR_URL"] ?? "http://127.0.0.1:6969";
const FOLDER = resolve(import.meta.dirname, "../../../../docs/screenshots");
const WIDTHS = { 390: 844, 1440: 900 };

const browser = await launch();
mkdirSync(FOLDER, { recursive: true });
for (const colorScheme of ["light", "dark"] as const) {
  for (const [width, height] of Object.entries(WIDTHS)) {
    const page = await browser.newPage({ viewport: { width: Number(width), height }, colorScheme, reducedMotion: "reduce" });
    for (const [name, address] of Object.entries(PAGES)) {
      await page.goto(`${ADDRESS}/ui${address}`);
      await page.waitForSelector("main h1");
      await page.waitForTimeout(2_000);
      await page.screenshot({ path: `${FOLDER}/${name}-${width}-${colorScheme}.jpg`, type: "jpeg", quality: 82 });
    }
    await page.close();
  }
}
await browser.close();
