import type { AskRange, Range } from "./range";
import { recordsOf, Source, type Direction, type RawLine } from "./source";

export const CHUNK_BYTES = 64 * 1024;
export const MOST_HELD_BYTES = 1024 * 1024;
/** A line that is longer is shown in pieces. */
const LONGEST_LINE_BYTES = 512 * 1024;
const NEWLINE = 0x0a;
const decoder = new TextDecoder();
const encoder = new TextEncoder();

/** What was appended after a byte, as the server's stream tells it. */
export interface Appended {
  content: string;
  next_bytes: number;
  inode: number;
}

/**
 * The part of one file that somebody looks at, read in byte ranges: at most 1 MiB of it is held, however long the file is. No line is
 * counted: what has to be read does not depend on where in the file one looks.
 */
export class LogBook extends Source {
  size = 0;
  inode = 0;
  /** How many lines came that are not among those held. */
  unseen = 0;
  private start = 0;
  private end = 0;
  private lines: RawLine[] = [];
  /** Whether the last line held has not ended yet. */
  private isOpenEnded = false;
  private turn = 0;

  constructor(readonly file: string, private readonly ask: AskRange) {
    super();
  }

  get hasEarlier(): boolean {
    return this.start > 0;
  }

  get hasLater(): boolean {
    return this.end < this.size;
  }

  /** Reads the end of the file. */
  open(): Promise<void> {
    return this.begin(() => this.ask(null, CHUNK_BYTES));
  }

  /** Reads around *byte*, unless that is held. */
  async seek(byte: number): Promise<void> {
    if (this.isReady && byte >= this.start && byte < this.end) return;
    const from = Math.max(0, byte - CHUNK_BYTES / 2);
    await this.begin(() => this.ask(from, from + CHUNK_BYTES));
  }

  /** Takes what was appended: to the end, if that is held, else only how much it is. */
  append({ content, next_bytes, inode }: Appended): void {
    if (inode !== this.inode) return void this.anew();
    if (next_bytes <= this.size) return;
    const bytes = encoder.encode(content);
    const isNext = this.end === this.size && next_bytes - bytes.length === this.end;
    this.size = next_bytes;
    this.unseen += content.split("\n").length - 1;
    if (isNext) {
      this.take(bytes, this.end, next_bytes);
      this.drop("later");
    }
    this.told();
  }

  /** Another file has the name: its end. */
  anew(): Promise<void> {
    this.replaced += 1;
    return this.open();
  }

  /** Everything new has been seen. */
  seen(): void {
    this.unseen = 0;
    this.told();
  }

  private async begin(ask: () => Promise<Range>): Promise<void> {
    this.turn += 1;
    const { turn } = this;
    try {
      const found = await ask();
      if (turn !== this.turn) return;
      this.lines = [];
      this.isOpenEnded = false;
      const skip = found.start > 0 ? found.bytes.indexOf(NEWLINE) + 1 : 0;
      this.size = found.size;
      this.inode = found.inode;
      this.start = this.end = found.start + skip;
      this.take(found.bytes.subarray(skip), this.start, found.start + found.bytes.length);
      this.unseen = 0;
      this.isReady = true;
      this.error = null;
    } catch (error) {
      if (turn === this.turn) this.error = error;
    }
    this.told();
  }

  protected async read(direction: Direction): Promise<void> {
    const { turn } = this;
    for (let length = CHUNK_BYTES; ; length *= 4) {
      const found = direction === "earlier" ? await this.ask(Math.max(0, this.start - length), this.start) : await this.ask(this.end, this.end + length);
      if (turn !== this.turn) return;
      if (found.inode !== this.inode) return this.anew();
      this.size = Math.max(this.size, found.size);
      const isTaken = direction === "earlier" ? this.before(found, length) : this.after(found, length);
      if (isTaken) break;
    }
    this.drop(direction);
  }

  private before({ bytes, start }: Range, length: number): boolean {
    const first = start > 0 ? bytes.indexOf(NEWLINE) + 1 : 0;
    // All of it may be the end of one line: then more is needed, up to where a line is too long to be one.
    if (start > 0 && (first === 0 || first === bytes.length) && length < LONGEST_LINE_BYTES) return false;
    const skip = first === bytes.length ? 0 : first;
    const held = this.lines;
    const { end, isOpenEnded } = this;
    this.lines = [];
    this.start = start + skip;
    this.isOpenEnded = false;
    this.take(bytes.subarray(skip), this.start, start + bytes.length);
    this.lines = [...this.lines, ...held];
    this.end = end;
    this.isOpenEnded = isOpenEnded;
    this.grouped();
    return true;
  }

  private after({ bytes, start }: Range, length: number): boolean {
    const last = bytes.lastIndexOf(NEWLINE) + 1;
    const isEnd = start + bytes.length >= this.size;
    if (!isEnd && last === 0 && length < LONGEST_LINE_BYTES) return false;
    const used = isEnd || last === 0 ? bytes : bytes.subarray(0, last);
    this.take(used, start, start + used.length);
    return true;
  }

  /** Adds *bytes*, which begin at byte *at* of the file, behind what is held. */
  private take(bytes: Uint8Array, at: number, end: number): void {
    let from = 0;
    while (from < bytes.length) {
      const found = bytes.indexOf(NEWLINE, from);
      const upto = found < 0 ? bytes.length : found;
      const text = decoder.decode(bytes.subarray(from, upto));
      const last = this.lines.at(-1);
      if (this.isOpenEnded && last) this.lines[this.lines.length - 1] = { byte: last.byte, text: last.text + text };
      else this.lines.push({ byte: at + from, text });
      this.isOpenEnded = found < 0;
      from = upto + 1;
    }
    this.end = end;
    this.grouped();
  }

  /** Forgets what is farthest from where was read last. */
  private drop(direction: Direction): void {
    if (this.end - this.start <= MOST_HELD_BYTES) return;
    if (direction === "earlier") {
      const keep = this.lines.findIndex((each) => each.byte - this.start > MOST_HELD_BYTES);
      const first = this.lines[keep];
      if (!first || keep === 0) return;
      this.end = first.byte;
      this.lines = this.lines.slice(0, keep);
      this.isOpenEnded = false;
    } else {
      const keep = this.lines.findIndex((each) => this.end - each.byte <= MOST_HELD_BYTES);
      const first = this.lines[keep];
      if (!first) return;
      this.start = first.byte;
      this.lines = this.lines.slice(keep);
    }
    this.grouped();
  }

  private grouped(): void {
    this.records = recordsOf(this.file, this.lines);
  }
}
