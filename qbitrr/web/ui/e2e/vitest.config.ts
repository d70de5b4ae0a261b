import { relative } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

// What takes longest, longest first: begun last, one of these would be waited for alone.
const LONG = ["pages/wrong-answers.e2e.ts", "pages.e2e.ts", "config/saving.e2e.ts", "pages/overlays.e2e.ts", "access/signing-in.e2e.ts"];

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification) => (LONG.indexOf(relative(import.meta.dirname, moduleId)) + 1 || LONG.length + 1);
    return (await super.sort(files)).sort((one, two) => rank(one) - rank(two));
  }
}

/** The built page in a real browser, over the real program and its simulated world. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ["**/*.e2e.ts"],
    environment: "node",
    globalSetup: ["stage/everything.ts"],
    sequence: { sequencer: LongFirst },
    // While one waits for the program, the other has the browser work. A file leaves nothing behind that another one could meet.
    pool: "forks",
    poolOptions: { forks: { minForks: 2, maxForks: 2, isolate: false } },
    // Limits for what hangs: a busy machine stays far below them.
    testTimeout: 900_000,
    hookTimeout: 600_000,
  },
});
