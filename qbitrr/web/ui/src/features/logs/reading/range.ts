import { getBytes } from "@/api/client";
import { part } from "@/lib/base";

/** Bytes from *start* on, and which file it was how large at that moment. */
export interface Range {
  bytes: Uint8Array;
  start: number;
  size: number;
  inode: number;
}

/** Reads bytes *from* to *to* of a file; *from* null: the last *to* bytes. Shorter where the file ends. */
export type AskRange = (from: number | null, to: number) => Promise<Range>;

const CONTENT_RANGE = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/;

export const rangeOf = (name: string): AskRange => async (from, to) => {
  const { answer, bytes } = await getBytes(`logs/${part(name)}/download`, from === null ? `-${to}` : `${from}-${to - 1}`);
  const [, first, all] = CONTENT_RANGE.exec(answer.headers.get("content-range") ?? "") ?? [];
  // The tag begins with the number of the file.
  const inode = Number.parseInt((answer.headers.get("etag") ?? "").replace(/^W\//, "").replaceAll('"', ""), 16) || 0;
  if (answer.status === 416) return { bytes: new Uint8Array(), start: Number(all ?? 0), size: Number(all ?? 0), inode };
  // Without a range all of it came: an empty file has none.
  return first === undefined ? { bytes, start: 0, size: bytes.length, inode } : { bytes, start: Number(first), size: Number(all), inode };
};
