import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { launch } from "./browser";

const ROOT = resolve(import.meta.dirname, "../../../..");
// A busy machine is slow, not wrong.
const PATIENCE_MS = 110_000;

export interface World {
  /** Where the program is, without a slash at the end. */
  readonly address: string;
  open(path?: string, options?: BrowserContextOptions): Promise<Opened>;
  /** Another tab of the same browser. */
  beside(page: Page): Promise<Page>;
}

export interface Opened {
  page: Page;
  /** What the browser had to complain about. */
  complaints: string[];
}

/** The demonstration with a browser in front of it, for the tests of a file. */
export function world(): World {
  let program: ChildProcess | undefined;
  let browser: Browser | undefined;
  let address = "";
  beforeAll(async () => {
    const python = process.env["PYTHON"] ?? resolve(ROOT, ".venv/bin/python");
    program = spawn(python, ["-m", "qbitrr", "demo", "--port", "0"], { cwd: ROOT, env: { ...process.env, PYTHONPATH: ROOT }, stdio: ["ignore", "pipe", "ignore"] });
    address = await firstAddress(program);
    await answering(address);
    browser = await launch();
  });
  afterAll(async () => {
    await browser?.close();
    program?.kill("SIGTERM");
    await new Promise((done) => (program && program.exitCode === null ? program.once("exit", done) : done(null)));
  });
  return {
    get address() {
      return address;
    },
    async open(path = "", options = {}) {
      if (!browser) throw new Error("no browser");
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
      context.setDefaultTimeout(PATIENCE_MS);
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on("console", (message) => {
        // The page itself says when something is not there yet; the browser need not.
        if (message.type() === "error" && !message.text().includes("status of 503")) complaints.push(message.text());
      });
      page.on("pageerror", (error) => complaints.push(error.message));
      await page.goto(`${address}/ui${path}`);
      return { page, complaints };
    },
    async beside(page) {
      const other = await page.context().newPage();
      await other.goto(`${address}/ui`);
      return other;
    },
  };
}

/** The address in the first line; the rest of what the program says goes unread, but is taken. */
async function firstAddress(program: ChildProcess): Promise<string> {
  if (!program.stdout) throw new Error("no output");
  const lines = createInterface({ input: program.stdout });
  const first = await new Promise<string>((done, fail) => {
    lines.once("line", done);
    program.once("exit", (code) => fail(new Error(`the demonstration ended with ${String(code)}`)));
  });
  const found = /^(http:\/\/\S+)\/ui /.exec(first)?.[1];
  if (!found) throw new Error(`its first line has no address: ${first}`);
  return found;
}

/** It says where it will be before it is there, and answers before it knows anything. */
async function answering(address: string): Promise<void> {
  for (;;) {
    const answer = await fetch(`${address}/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
}
