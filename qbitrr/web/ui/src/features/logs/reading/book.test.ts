import { beforeEach, describe, expect, it, vi } from "vitest";
import { CHUNK_BYTES, LogBook, MOST_HELD_BYTES } from "./book";
import type { Range } from "./range";

const encoder = new TextEncoder();
const head = (number: number, text = "said") => `[2026-11-30 08:17:31,${String(number % 1000).padStart(3, "0")}] INFO    : qbitrr.Main: ${text} ${number}\n`;

/** A file, answered like the server does. */
class File {
  bytes: Uint8Array;
  inode = 7;
  asked: [number, number][] = [];

  constructor(text: string) {
    this.bytes = encoder.encode(text);
  }

  readonly ask = async (from: number | null, to: number): Promise<Range> => {
    const start = from ?? Math.max(0, this.bytes.length - to);
    this.asked.push([start, to]);
    return { bytes: this.bytes.slice(start, from === null ? undefined : to), start, size: this.bytes.length, inode: this.inode };
  };

  add(text: string) {
    const more = encoder.encode(text);
    const all = new Uint8Array(this.bytes.length + more.length);
    all.set(this.bytes);
    all.set(more, this.bytes.length);
    this.bytes = all;
    return { content: text, next_bytes: this.bytes.length, inode: this.inode };
  }
}

const numbers = (book: LogBook) => book.records.map((each) => Number(/(\d+)$/.exec(each.lines[0] ?? "")?.[1]));
const heldBytes = (book: LogBook) => (book.records.at(-1)?.byte ?? 0) - (book.records[0]?.byte ?? 0);
const inOrder = (found: number[]) => found.every((each, index) => index === 0 || each === (found[index - 1] ?? 0) + 1);

describe("a book of a long file", () => {
  const COUNT = 60_000;
  let file: File;
  let book: LogBook;

  beforeEach(async () => {
    file = new File(Array.from({ length: COUNT }, (_, index) => head(index)).join(""));
    book = new LogBook("All.log", file.ask);
    await book.open();
  });

  it("opens with one small read, at the end", () => {
    expect(file.asked).toHaveLength(1);
    expect(numbers(book).at(-1)).toBe(COUNT - 1);
    expect(heldBytes(book)).toBeLessThan(CHUNK_BYTES);
    expect([book.hasEarlier, book.hasLater]).toEqual([true, false]);
  });

  it("goes to the beginning and back, each record once and in order, and never holds much", async () => {
    const seen = new Set(numbers(book));
    for (; book.hasEarlier; await book.more("earlier")) {
      expect(inOrder(numbers(book))).toBe(true);
      expect(heldBytes(book)).toBeLessThanOrEqual(MOST_HELD_BYTES + CHUNK_BYTES);
      numbers(book).forEach((each) => seen.add(each));
    }
    numbers(book).forEach((each) => seen.add(each));
    expect(seen.size).toBe(COUNT);
    expect(book.hasLater).toBe(true);
    while (book.hasLater) await book.more("later");
    expect(inOrder(numbers(book))).toBe(true);
    expect(numbers(book).at(-1)).toBe(COUNT - 1);
    expect(heldBytes(book)).toBeLessThanOrEqual(MOST_HELD_BYTES + CHUNK_BYTES);
  });

  it("is somewhere with one read, and reads nothing it holds", async () => {
    const byte = file.bytes.length / 2;
    await book.seek(byte);
    expect(file.asked).toHaveLength(2);
    expect(book.records[0]?.byte ?? Infinity).toBeLessThan(byte);
    expect(book.records.at(-1)?.byte ?? 0).toBeGreaterThan(byte);
    expect(new TextDecoder().decode(file.bytes.slice(book.records[3]?.byte, (book.records[4]?.byte ?? 0) - 1))).toBe(book.records[3]?.lines[0]);
    await book.seek(byte + 1);
    expect(file.asked).toHaveLength(2);
  });

  it("only counts what comes while it is elsewhere", async () => {
    await book.seek(0);
    book.append(file.add(head(COUNT)));
    expect([book.unseen, book.hasLater, numbers(book)[0]]).toEqual([1, true, 0]);
    expect(numbers(book)).not.toContain(COUNT);
  });

  it("forgets the beginning of what it follows for long", () => {
    for (let number = COUNT; number < COUNT + 40; number += 1) book.append(file.add(head(number, "x".repeat(50_000))));
    expect(heldBytes(book)).toBeLessThanOrEqual(MOST_HELD_BYTES + CHUNK_BYTES);
    expect(numbers(book).at(-1)).toBe(COUNT + 39);
  });
});

describe("a short file", () => {
  const opened = async (text: string) => {
    const file = new File(text);
    const book = new LogBook("All.log", file.ask);
    await book.open();
    return { file, book };
  };

  it("may be empty", async () => {
    const { file, book } = await opened("");
    expect([book.isReady, book.records.length, book.hasEarlier]).toEqual([true, 0, false]);
    book.append(file.add(head(1)));
    expect(numbers(book)).toEqual([1]);
  });

  it("has tracebacks with the line they belong to", async () => {
    const { book } = await opened(`${head(1)}    Traceback\n\n    Boom\n${head(2)}`);
    expect(book.records.map((each) => each.lines.slice(1))).toEqual([["    Traceback", "", "    Boom"], []]);
  });

  it("takes a line in pieces, also within a letter of several bytes", async () => {
    const { file, book } = await opened(`${head(1)}[2026-11-30 08:17:32,000] INFO    : a: so`);
    book.append(file.add(" it går"));
    book.append(file.add(" on\n[2026-"));
    expect(book.records[1]?.lines[0]?.endsWith("so it går on")).toBe(true);
    book.append(file.add("11-30 08:17:33,000] INFO    : a: x\n"));
    expect(book.records).toHaveLength(3);
  });

  it("reads on where the stream left something out", async () => {
    const { file, book } = await opened(head(1));
    file.add(head(2));
    book.append(file.add(head(3)));
    expect([numbers(book), book.hasLater]).toEqual([[1], true]);
    await book.more("later");
    expect(numbers(book)).toEqual([1, 2, 3]);
  });

  it("begins anew with another file, and says so", async () => {
    const { file, book } = await opened(head(1));
    file.bytes = encoder.encode(head(9));
    file.inode = 8;
    book.append({ content: head(9), next_bytes: 60, inode: 8 });
    await vi.waitFor(() => expect(numbers(book)).toEqual([9]));
    expect(book.replaced).toBe(1);
  });
});

it("passes lines of any length in bounded pieces", async () => {
  const file = new File(`${head(1)}${"x".repeat(3_000_000)}\n${head(2)}`);
  const book = new LogBook("All.log", file.ask);
  await book.open();
  for (let steps = 0; book.hasEarlier; steps += 1) {
    await book.more("earlier");
    expect(steps).toBeLessThan(20);
  }
  expect(book.records[0]?.lines[0]).toBe(head(1).trimEnd());
});

it("says which way could not be read, and reads it only when told to", async () => {
  const file = new File(head(1).repeat(5000));
  let isDown = false;
  const book = new LogBook("All.log", async (from, to) => {
    if (isDown) throw new Error("down");
    return file.ask(from, to);
  });
  await book.open();
  isDown = true;
  await book.more("earlier");
  expect(book.failed).toBe("earlier");
  isDown = false;
  const held = book.records.length;
  await book.more("earlier");
  expect(book.records.length).toBe(held);
  await book.more("earlier", true);
  expect([book.failed, book.records.length > held]).toEqual([null, true]);
});
