import { isHead } from "../model/lines";

/** A head with the lines that belong to it, beginning at byte *byte* of *file*. */
export interface LogRecord {
  file: string;
  byte: number;
  lines: readonly string[];
}

export type Direction = "earlier" | "later";

/** What a viewer shows: some records of something longer, more of which can be had in both directions. */
export abstract class Source {
  records: readonly LogRecord[] = [];
  isReady = false;
  error: unknown = null;
  /** Which way is being read, and which way could not be. */
  reading: Direction | null = null;
  failed: Direction | null = null;
  version = 0;
  /** Counts how often it began anew with something else. */
  replaced = 0;
  private readonly watchers = new Set<() => void>();

  abstract get hasEarlier(): boolean;
  abstract get hasLater(): boolean;
  /** Whether it reads on by itself where somebody comes near an end; otherwise when asked. */
  get isEager(): boolean {
    return true;
  }
  abstract open(): Promise<void>;
  protected abstract read(direction: Direction): Promise<void>;

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly snapshot = (): number => this.version;

  /** Reads on in one direction, if there is something and nothing is being read; again after a failure only when *isAsked*. */
  async more(direction: Direction, isAsked = false): Promise<void> {
    if (!this.isReady || this.reading || (this.failed === direction && !isAsked)) return;
    if (!(direction === "earlier" ? this.hasEarlier : this.hasLater)) return;
    this.reading = direction;
    this.failed = null;
    this.told();
    try {
      await this.read(direction);
    } catch {
      this.failed = direction;
    }
    this.reading = null;
    this.told();
  }

  protected told(): void {
    this.version += 1;
    for (const each of this.watchers) each();
  }
}

export interface RawLine {
  byte: number;
  text: string;
}

/** *lines* as records; those before the first head are one of their own. */
export function recordsOf(file: string, lines: readonly RawLine[]): LogRecord[] {
  const found: { file: string; byte: number; lines: string[] }[] = [];
  for (const { byte, text } of lines) {
    const last = found.at(-1);
    if (last && !isHead(text) && isHead(last.lines[0] ?? "")) last.lines.push(text);
    else if (text !== "") found.push({ file, byte, lines: [text] });
  }
  return found;
}
