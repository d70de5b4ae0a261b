import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, inject } from "vitest";

// A busy machine is slow, not wrong.
export const PATIENCE_MS = Number(process.env["E2E_PATIENCE_MS"] ?? 240_000);

export interface Opened {
  page: Page;
  /** What the browser had to complain about. */
  complaints: string[];
}

export interface Surfer {
  open(url: string, options?: BrowserContextOptions): Promise<Opened>;
  /** Another tab of the same browser. */
  beside(page: Page, url: string): Promise<Page>;
}

/** The browser that all files share; each test has a profile of its own in it. */
export function surfer(): Surfer {
  let browser: Browser | undefined;
  beforeAll(async () => {
    browser = await chromium.connect(inject("browser"));
  });
  afterEach(async (test) => {
    for (const context of browser?.contexts() ?? []) {
      if (test.task.result?.state === "fail") for (const page of context.pages()) await tell(page);
      await context.close();
    }
  });
  afterAll(async () => {
    await browser?.close();
  });
  return {
    async open(url, options = {}) {
      if (!browser) throw new Error("no browser");
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce", ...options });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => {
        // The page itself says when something is not there yet; the browser need not.
        if (message.type() === "error" && !message.text().includes("status of 503")) complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(url);
      return { page, complaints };
    },
    async beside(page, url) {
      const other = await page.context().newPage();
      await other.goto(url);
      return other;
    },
  };
}

/** Has *act* done between the next click that posts to *url* and what it sends; whatever else is asked of it goes on as it is. */
export async function justBefore(page: Page, url: string, act: () => Promise<void>): Promise<void> {
  let isDue = true;
  await page.route(url, async (route) => {
    if (isDue && route.request().method() === "POST") {
      isDue = false;
      await act();
    }
    await route.continue();
  });
}

/** What a page showed when its test failed. */
async function tell(page: Page): Promise<void> {
  const text = await page.locator("body").innerText({ timeout: 5_000 }).catch((error: unknown) => String(error));
  console.error(`${page.url()}\n${text.slice(0, 3_000)}`);
}
