/** A part of a file as the server tells it; line numbers are 1-based, 0 where they are not counted. */
export interface Excerpt {
  content: string;
  next_bytes: number;
  size: number;
  inode: number;
  rotated: boolean;
  truncated: boolean;
  first_line: number;
  last_line: number;
}

export type AskLines = (wish: { lines: number; around_line?: number }) => Promise<Excerpt>;

export const CHUNK_LINES = 500;
export const MOST_CHUNKS = 24;

interface Chunk {
  lines: (string | undefined)[];
  state: "asked" | "held" | "failed";
}

/**
 * The lines of one file that somebody looks at, in chunks. Of a file of any size only the chunks near the view and the end are held;
 * the others are asked for again when somebody scrolls there.
 */
export class LogBook {
  total = 0;
  size = 0;
  inode = 0;
  nextBytes = 0;
  isReady = false;
  /** Counts the files that took the name since the page looks. */
  replaced = 0;
  error: unknown = null;
  version = 0;
  private rest = "";
  private near = 0;
  private readonly chunks = new Map<number, Chunk>();
  private readonly watchers = new Set<() => void>();

  constructor(private readonly ask: AskLines) {}

  readonly watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly snapshot = (): number => this.version;

  get heldChunks(): number {
    return this.chunks.size;
  }

  /** Reads the end of the file. */
  async open(): Promise<void> {
    try {
      this.begin(await this.ask({ lines: CHUNK_LINES }));
      this.error = null;
    } catch (error) {
      this.error = error;
    }
    this.told();
  }

  /** Line *number* (1-based); undefined while it is not held. */
  line(number: number): string | undefined {
    return this.chunks.get(chunkOf(number))?.lines[(number - 1) % CHUNK_LINES];
  }

  failed(number: number): boolean {
    return this.chunks.get(chunkOf(number))?.state === "failed";
  }

  /** Somebody looks at these lines: what is missing of them is asked for, what is far away is dropped. */
  look(first: number, last: number): void {
    this.near = chunkOf(Math.max(1, Math.floor((first + last) / 2)));
    for (let index = chunkOf(Math.max(1, first)); index <= chunkOf(Math.min(last, this.total)); index += 1) {
      const chunk = this.chunks.get(index);
      if (!chunk || (chunk.state === "held" && !this.isWhole(index, chunk))) void this.fetch(index, chunk);
    }
    this.dropFar();
  }

  retry(number: number): void {
    const index = chunkOf(number);
    void this.fetch(index, this.chunks.get(index));
  }

  /** What was appended after `nextBytes`. */
  append({ content, next_bytes, inode, size, truncated }: Excerpt): void {
    if (inode !== this.inode || truncated) return void this.open();
    const lines = (this.rest + content).split("\n");
    this.rest = lines.pop() ?? "";
    for (const each of lines) {
      this.total += 1;
      this.put(this.total, each);
    }
    this.nextBytes = next_bytes;
    this.size = Math.max(size, next_bytes);
    this.dropFar();
    this.told();
  }

  /** Another file has the name now; *excerpt* is its end. */
  replace(excerpt: Excerpt): void {
    this.replaced += 1;
    this.begin(excerpt);
    this.told();
  }

  private begin(excerpt: Excerpt): void {
    this.chunks.clear();
    this.rest = "";
    this.take(excerpt);
    this.total = excerpt.content === "" ? 0 : excerpt.last_line;
    this.size = excerpt.size;
    this.inode = excerpt.inode;
    this.nextBytes = excerpt.next_bytes;
    this.isReady = true;
  }

  private async fetch(index: number, before: Chunk | undefined): Promise<void> {
    const chunk: Chunk = { lines: before?.lines ?? [], state: "asked" };
    this.chunks.set(index, chunk);
    try {
      const first = index * CHUNK_LINES + 1;
      const found = await this.ask({ lines: CHUNK_LINES, around_line: first + CHUNK_LINES / 2 });
      if (this.chunks.get(index) !== chunk) return;
      if (found.inode !== this.inode) {
        this.replaced += 1;
        return void this.open();
      }
      chunk.state = "held";
      this.take(found);
    } catch {
      chunk.state = "failed";
    }
    this.told();
  }

  private take({ content, first_line }: Excerpt): void {
    if (content === "") return;
    const lines = content.replace(/\n$/, "").split("\n");
    lines.forEach((each, index) => this.put(first_line + index, each));
  }

  private put(number: number, text: string): void {
    const index = chunkOf(number);
    const chunk = this.chunks.get(index) ?? { lines: [], state: "held" as const };
    chunk.lines[(number - 1) % CHUNK_LINES] = text;
    this.chunks.set(index, chunk);
  }

  private isWhole(index: number, { lines }: Chunk): boolean {
    const wanted = Math.min(CHUNK_LINES, this.total - index * CHUNK_LINES);
    for (let at = 0; at < wanted; at += 1) if (lines[at] === undefined) return false;
    return true;
  }

  private dropFar(): void {
    if (this.chunks.size <= MOST_CHUNKS) return;
    const end = chunkOf(this.total);
    const far = [...this.chunks.keys()].filter((each) => each !== end).sort((a, b) => Math.abs(b - this.near) - Math.abs(a - this.near));
    for (const each of far.slice(0, this.chunks.size - MOST_CHUNKS)) this.chunks.delete(each);
  }

  private told(): void {
    this.version += 1;
    for (const each of this.watchers) each();
  }
}

const chunkOf = (line: number): number => Math.floor((line - 1) / CHUNK_LINES);
