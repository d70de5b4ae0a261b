import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

/** A program that was started for tests. */
export interface Running {
  /** What its first line of interest said: the groups of the pattern. */
  readonly said: RegExpExecArray;
  /** The last lines it wrote, for a test that failed. */
  readonly lines: readonly string[];
  write(line: string): void;
  /** Fires with the next line that *pattern* is found in. */
  next(pattern: RegExp): Promise<RegExpExecArray>;
  stop(): Promise<void>;
}

const KEPT = 200;

/** Start *command* and wait until a line of its output matches *pattern*. */
export async function start(command: string, args: readonly string[], pattern: RegExp, environment: NodeJS.ProcessEnv = {}): Promise<Running> {
  const child = spawn(command, args, { env: { ...process.env, ...environment }, stdio: ["pipe", "pipe", "pipe"] });
  const lines: string[] = [];
  const waiting = new Set<(line: string) => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", (line) => {
      lines.push(line);
      lines.splice(0, lines.length - KEPT);
      for (const each of waiting) each(line);
    });
  }
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const next = (wanted: RegExp) =>
    new Promise<RegExpExecArray>((found, fail) => {
      const look = (line: string) => {
        const match = wanted.exec(line);
        if (!match) return;
        waiting.delete(look);
        found(match);
      };
      waiting.add(look);
      void ended.then(() => fail(new Error(`${command} ${args.join(" ")} has ended:\n${lines.join("\n")}`)));
    });
  const said = await next(pattern);
  return {
    said,
    lines,
    next,
    write: (line) => void child.stdin.write(`${line}\n`),
    async stop() {
      if (child.exitCode === null) child.kill("SIGTERM");
      await ended;
    },
  };
}
