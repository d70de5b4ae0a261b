import { defineConfig } from "vitest/config";

/** The built page in a real browser, over the real program and its simulated world. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.e2e.ts"],
    environment: "node",
    globalSetup: ["stage/everything.ts"],
    // Side by side they would only wait for each other.
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 180_000,
  },
});
