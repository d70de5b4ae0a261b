import { expect, it } from "vitest";
import { PAGES } from "./browser";
import { faults, overhang, settled, turned } from "./stage/accessibility";
import { world } from "./world";

/** From the narrowest phone on; the second is 1280 px at 200 %, which is 640. */
const SIZES = [
  { width: 320, height: 700 },
  { width: 640, height: 450 },
  { width: 390, height: 844 },
  { width: 768, height: 900 },
  { width: 1440, height: 900 },
];

const here = world();

it.each(Object.values(PAGES))("%s is accessible in both themes, never scrolls sideways, and complains of nothing", async (address) => {
  const { page, complaints } = await here.open(address, { colorScheme: "light" });
  await settled(page);
  expect(await faults(page), "in the light theme").toEqual([]);
  await turned(page, "dark");
  expect(await faults(page), "in the dark theme").toEqual([]);
  for (const size of SIZES) {
    await page.setViewportSize(size);
    await page.waitForSelector("main h1");
    expect(await overhang(page), `at ${size.width}`).toBeLessThanOrEqual(0);
  }
  expect(complaints).toEqual([]);
});
