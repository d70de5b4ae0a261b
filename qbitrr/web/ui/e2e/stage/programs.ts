import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { start } from "./processes";

const ROOT = resolve(import.meta.dirname, "../../../../..");
const PYTHON = process.env["PYTHON"] ?? resolve(ROOT, ".venv/bin/python");
const ENVIRONMENT = { PYTHONPATH: ROOT, PYTHONUNBUFFERED: "1" };
export const TOKEN = "the-token-of-scripts";

/** The program, at *address* (without a slash at the end). */
export interface Program {
  readonly address: string;
  stop(): Promise<void>;
}

/** One of its own, whose files are in *folder*. */
export interface OwnProgram extends Program {
  readonly folder: string;
  /** What the last lines of its log say. */
  readonly lines: readonly string[];
  file(name: string): Promise<string>;
  /** Change keys by way of the API, as a script would. */
  configure(changes: Record<string, unknown>): Promise<void>;
}

/** The demonstration, once it knows something. */
export async function demonstration(): Promise<Program> {
  const running = await start(PYTHON, ["-m", "qbitrr", "demo", "--port", "0"], /^(http:\/\/\S+)\/ui /, ENVIRONMENT);
  const address = running.said[1] ?? "";
  await answering(`${address}/health/ready`);
  return { address, stop: () => running.stop() };
}

/** The program with these lines below `[WebUI]`, and nothing else set up. */
export async function program(webui: string): Promise<OwnProgram> {
  const folder = await mkdtemp(join(tmpdir(), "qbitrr-e2e-"));
  const config = join(folder, "config.toml");
  await writeFile(config, `[Settings]\nSchemaVersion = 1\nPingURLS = []\n\n[WebUI]\nHost = "127.0.0.1"\nToken = "${TOKEN}"\n${webui}\n`);
  await chmod(config, 0o600);
  const options = ["-m", "qbitrr", "run", "--data", folder, "--listen", "tcp:0:interface=127.0.0.1", "--log-level", "DEBUG"];
  const running = await start(PYTHON, options, /the web interface is at (http:\/\/[^/\s]+)/, ENVIRONMENT);
  const address = running.said[1] ?? "";
  await answering(`${address}/health`);
  return {
    address,
    folder,
    lines: running.lines,
    file: (name) => readFile(join(folder, name), "utf8"),
    configure: (changes) => configured(address, changes),
    async stop() {
      await running.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Change keys by way of the API of the program at *address*. */
export async function configured(address: string, changes: Record<string, unknown>): Promise<void> {
  const answer = await asked(address, "/api/config", { changes });
  if (!answer.ok) throw new Error(`the configuration is refused: ${await answer.text()}`);
}

/** What the API answers to who has the token. */
export const asked = (address: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${address}${path}`, {
    headers: { Authorization: `Bearer ${TOKEN}`, "Content-Type": "application/json" },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });

/** It says where it will be before it is there. */
async function answering(url: string): Promise<void> {
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((done) => setTimeout(done, 100));
  }
}
