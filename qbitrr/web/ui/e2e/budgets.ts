/**
 * What the page costs: `vite-node e2e/budgets.ts NAME…` with the program at QBITRR_URL prints one JSON line per figure, for `python -m bench`.
 */
import type { Browser, Page } from "playwright-core";
import { launch } from "./browser";
import { metered } from "./meter";
import { initialScripts } from "./size";

const ADDRESS = process.env["QBITRR_URL"] ?? "http://127.0.0.1:6969";
const PATIENCE_MS = 300_000;

const print = (name: string, samples: number[], words: string) => console.log(JSON.stringify({ name, samples, words }));
const wait = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function opened(browser: Browser, address: string, path: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.setDefaultTimeout(PATIENCE_MS);
  await page.goto(`${address}/ui${path}`);
  await page.waitForSelector("main h1");
  return page;
}

/** How long each frame took while a list of all torrents is scrolled, once all of it is loaded. */
async function frames(browser: Browser): Promise<void> {
  const page = await opened(browser, ADDRESS, "#/torrents");
  await page.waitForSelector(".torrents-row");
  const rows = await page.evaluate(async () => {
    const pane = document.querySelector<HTMLElement>(".torrents-pane");
    const list = document.querySelector<HTMLElement>(".torrents-rows");
    if (!pane || !list) throw new Error("no list");
    const total = Number(pane.getAttribute("aria-rowcount")) - 1;
    const row = document.querySelector<HTMLElement>(".torrents-row")?.offsetHeight ?? 40;
    const end = performance.now() + 240_000;
    while (list.offsetHeight < total * row - 1 && performance.now() < end) {
      pane.scrollTop = pane.scrollHeight;
      await new Promise((done) => setTimeout(done, 20));
    }
    return Math.round(list.offsetHeight / row);
  });
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const busy = async () => (await session.send("Performance.getMetrics")).metrics.find((each) => each.name === "TaskDuration")?.value ?? 0;
  const before = await busy();
  const taken = await page.evaluate(async () => {
    const pane = document.querySelector<HTMLElement>(".torrents-pane");
    if (!pane) throw new Error("no list");
    const found: number[] = [];
    let last = 0;
    for (const begin = performance.now(); performance.now() - begin < 12_000; ) {
      const now = await new Promise<number>((done) => requestAnimationFrame(done));
      // The first second is for what only happens once.
      if (last > 0 && now - begin > 1000) found.push(now - last);
      last = now;
      pane.scrollTop = (pane.scrollTop + 137) % (pane.scrollHeight - pane.clientHeight);
    }
    return found;
  });
  print("frames", taken, `${rows.toLocaleString("en")} rows loaded, 137 px a frame; ${((1000 * (await busy() - before)) / taken.length).toFixed(1)} ms of CPU each`);
  await page.close();
}

/** From the press on the file to its last lines. */
async function log(browser: Browser): Promise<void> {
  const page = await opened(browser, ADDRESS, "#/logs");
  await page.waitForSelector(".logs-line");
  const taken: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    await page.evaluate(() => { window.location.hash = "#/"; });
    await page.waitForSelector(".logs-view", { state: "detached" });
    taken.push(await page.evaluate(async () => {
      const begin = performance.now();
      window.location.hash = "#/logs?file=Big.log";
      while (!document.querySelector(".logs-view .logs-line")?.textContent?.includes("of the large log")) await new Promise((done) => requestAnimationFrame(done));
      return performance.now() - begin;
    }));
  }
  print("log", taken.map((each) => each / 1000), "from the address to its lines, scripts loaded");
  await page.close();
}

/** What passes between a dashboard nobody touches and a program where nothing happens. */
async function idle(browser: Browser): Promise<void> {
  const meter = await metered(ADDRESS);
  const page = await opened(browser, meter.address, "#/");
  await wait(20_000);
  const before = meter.bytes();
  const seconds = Number(process.env["IDLE_SECONDS"] ?? 120);
  await wait(seconds * 1000);
  print("idle", [(meter.bytes() - before) / seconds / 1000], `dashboard, ${seconds} s, heads and both directions`);
  await page.close();
  meter.close();
}

/** The heap of the page after many events, compared with what it was after the first of them. */
async function heap(browser: Browser): Promise<void> {
  const meter = await metered(ADDRESS);
  const page = await opened(browser, meter.address, "#/");
  await wait(10_000);
  const session = await page.context().newCDPSession(page);
  const used = async () => {
    for (let round = 0; round < 3; round += 1) await session.send("HeapProfiler.collectGarbage");
    return (await session.send("Runtime.getHeapUsage")).usedSize;
  };
  const [key = ""] = Object.keys((meter.told("processes") as { processes?: object } | undefined)?.processes ?? {});
  const tell = async (count: number) => {
    for (let number = 0; number < count; number += 1) {
      const told = meter.tell("patch", { topic: "processes", patch: { processes: { [key]: { summary: `Looking after ${number} torrents` } } } });
      if (told === 0) throw new Error("no stream is open");
      if (number % 20 === 19) await wait(50);
    }
    await wait(2_000);
  };
  await tell(1_000);
  const before = await used();
  await tell(10_000);
  const after = await used();
  print("heap", [Math.abs(after / before - 1) * 100], `10,000 events on the dashboard: ${(before / 1e6).toFixed(1)} to ${(after / 1e6).toFixed(1)} MB`);
  await page.close();
  meter.close();
}

const MEASURED: Record<string, (browser: Browser) => Promise<void>> = { frames, log, idle, heap };
const names = process.argv.slice(2);
if (names.includes("script")) {
  const sizes = initialScripts();
  print("script", [sizes.reduce((sum, each) => sum + each, 0) / 1000], `${sizes.length} files, brotli`);
}
const browser = await launch();
for (const name of names) await MEASURED[name]?.(browser);
await browser.close();
