import type { Category } from "@/api/categories";
import { bytes, duration, ratio, together } from "@/lib/format";
import { texts } from "@/texts";

const words = texts.qbittorrent;

/** What is done with what seeds in a category, in short words; limits that are off are not said. */
export function policyOf({ maxRatio, maxTime, removeMode, downloadLimit, uploadLimit }: Category["seedingConfig"]): string[] {
  const when = words.removal[removeMode];
  const byRatio = removeMode !== 2 && maxRatio > 0;
  const byTime = removeMode !== 1 && maxTime > 0;
  const rate = (kib: number) => `${together(bytes(kib * 1024))}/s`;
  return [
    when === undefined ? words.never : words.removed(when),
    ...(when !== undefined && byRatio ? [words.ratio(ratio(maxRatio))] : []),
    ...(when !== undefined && byTime ? [words.time(duration(maxTime))] : []),
    ...(downloadLimit > 0 ? [words.down(rate(downloadLimit))] : []),
    ...(uploadLimit > 0 ? [words.up(rate(uploadLimit))] : []),
  ];
}

/** Those in which *text* is a part of the name of the category, the Arr or the client. */
export function matching(categories: readonly Category[], text: string): Category[] {
  const wanted = text.trim().toLowerCase();
  return categories.filter((each) => [each.category, each.arrName ?? "", each.instance].some((name) => name.toLowerCase().includes(wanted)));
}

/** The Torrents page with those of a category alone, in *section* unless it is in several clients. */
export const torrentsAddress = (category: string, section: string | undefined): string =>
  `#/torrents?${new URLSearchParams({ category, ...(section ? { instance: section } : {}) }).toString()}`;
