import { beforeEach, describe, expect, it, vi } from "vitest";
import { CHUNK_LINES, LogBook, MOST_CHUNKS, type Excerpt } from "./book";

/** A file of numbered lines, answered like the server does. */
class File {
  lines: string[];
  inode = 7;
  asked = 0;

  constructor(count: number) {
    this.lines = Array.from({ length: count }, (_, index) => `line ${index + 1}`);
  }

  readonly ask = async ({ lines, around_line = 0 }: { lines: number; around_line?: number }): Promise<Excerpt> => {
    this.asked += 1;
    const first = around_line > 0 ? Math.max(1, around_line - Math.floor(lines / 2)) : Math.max(1, this.lines.length - lines + 1);
    const part = this.lines.slice(first - 1, first - 1 + lines);
    return this.excerpt(part.join("\n"), first, first + part.length - 1);
  };

  excerpt(content: string, first = 0, last = 0): Excerpt {
    const size = this.lines.join("\n").length + 1;
    return { content, first_line: first, last_line: last, next_bytes: size, size, inode: this.inode, rotated: false, truncated: false };
  }
}

const settled = () => vi.waitFor(() => Promise.resolve());

describe("a book of a long file", () => {
  const LINES = 40_000;
  let file: File;
  let book: LogBook;
  const looked = async (line: number) => {
    book.look(line, line + 40);
    await vi.waitFor(() => expect(book.line(line)).toBeDefined());
  };

  beforeEach(async () => {
    file = new File(LINES);
    book = new LogBook(file.ask);
    await book.open();
  });

  it("begins at the end", () => {
    expect(book.total).toBe(LINES);
    expect(book.line(LINES)).toBe(`line ${LINES}`);
    expect(book.line(1)).toBeUndefined();
  });

  it.each([1, 499, 500, 501, 20_000, 39_480])("has line %i once somebody looks there", async (line) => {
    await looked(line);
    for (let each = line; each <= line + 40; each += 1) {
      await vi.waitFor(() => expect(book.line(each)).toBe(`line ${each}`));
    }
  });

  it("holds few chunks however far one scrolls, and the end always", async () => {
    for (let line = 1; line < LINES; line += CHUNK_LINES) await looked(line);
    expect(book.heldChunks).toBeLessThanOrEqual(MOST_CHUNKS + 1);
    expect(book.line(LINES)).toBe(`line ${LINES}`);
  });

  it("asks once for what it asks already", async () => {
    const before = file.asked;
    book.look(1, 40);
    book.look(1, 40);
    await settled();
    expect(file.asked).toBe(before + 1);
  });

  it("appends whole lines, and keeps the beginning of one for later", () => {
    book.append(file.excerpt("one\ntw"));
    expect([book.total, book.line(LINES + 1), book.line(LINES + 2)]).toEqual([LINES + 1, "one", undefined]);
    book.append(file.excerpt("o\n"));
    expect(book.line(LINES + 2)).toBe("two");
  });

  it("begins anew with another file, and says so", () => {
    const other = new File(3);
    other.inode = 8;
    book.replace({ ...other.excerpt("line 1\nline 2\nline 3\n", 1, 3), rotated: true });
    expect([book.total, book.replaced, book.line(3), book.line(4)]).toEqual([3, 1, "line 3", undefined]);
  });

  it("reads the end again when something was left out", async () => {
    file.lines.push("new");
    book.append({ ...file.excerpt("x\n"), truncated: true });
    await vi.waitFor(() => expect(book.total).toBe(LINES + 1));
    expect(book.line(LINES + 1)).toBe("new");
  });
});

it("says which lines could not be read, and reads them when told to", async () => {
  const file = new File(2000);
  let isDown = false;
  const book = new LogBook(async (wish) => {
    if (isDown) throw new Error("down");
    return file.ask(wish);
  });
  await book.open();
  isDown = true;
  book.look(1, 40);
  await vi.waitFor(() => expect(book.failed(1)).toBe(true));
  isDown = false;
  book.retry(1);
  await vi.waitFor(() => expect(book.line(1)).toBe("line 1"));
});
