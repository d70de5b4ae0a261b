import type { TestProject } from "vitest/node";
import { chromiumPath, OPTIONS } from "../browser";
import { chromium } from "playwright-core";
import { demonstration } from "./programs";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the demonstration is. */
    demo: string;
    /** Where the browser listens for who drives it. */
    browser: string;
  }
}

/** One browser and one demonstration for all files: both take longer to start than most tests to run. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const [server, demo] = await Promise.all([chromium.launchServer({ executablePath: chromiumPath(), ...OPTIONS }), demonstration()]);
  project.provide("browser", server.wsEndpoint());
  project.provide("demo", demo.address);
  return async () => {
    await Promise.all([server.close(), demo.stop()]);
  };
}
