import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "@/api/client";
import { count, flag, numberOrNull, read, rows, text, textOrNull } from "@/api/reading";
import { part } from "@/lib/base";
import { instant } from "@/lib/format";
import { FACTS, type Listed } from "../kinds";
import { partName, type Counts, type Item } from "../model";
import { queryOf, type Wanted } from "../wanted";

export const counts = z.catch(z.object({ available: count, monitored: count, missing: count }), { available: 0, monitored: 0, missing: 0 });
const common = { id: z.number(), monitored: flag, category: text, instance: text, qualityProfileName: textOrNull };

const film = z.object({
  ...common, title: text, year: numberOrNull, hasFile: flag, qualityMet: flag, isRequest: flag, customFormatScore: numberOrNull, minCustomFormatScore: numberOrNull,
  reason: textOrNull, imdbId: textOrNull, tmdbId: numberOrNull,
}); // prettier-ignore
export const seriesHead = z.object({ ...common, title: text });
export const artistHead = z.object({
  ...common, name: text, reason: textOrNull, albumsMonitored: count, albumsAvailable: count, albumsMissing: count, tracksMonitored: count, tracksAvailable: count, tracksMissing: count,
}); // prettier-ignore
export const authorHead = z.object({ ...common, name: text, reason: textOrNull, booksMonitored: count, booksAvailable: count, booksMissing: count });

const head = { total: count, page: count, page_size: count, counts };
const pages = {
  radarr: z.object({ ...head, movies: rows(film) }),
  sonarr: z.object({ ...head, series: rows(z.object({ series: seriesHead, totals: counts })) }),
  lidarr: z.object({ ...head, artists: rows(z.object({ artist: artistHead })) }),
  readarr: z.object({ ...head, authors: rows(z.object({ author: authorHead })) }),
};
const leaf = z.object({
  id: z.number(), title: textOrNull, parentId: count, parentTitle: text, season: numberOrNull, number: numberOrNull, parts: numberOrNull, there: numberOrNull, date: text,
  monitored: flag, hasFile: flag, reason: textOrNull, qualityProfileName: textOrNull, category: text, instance: text,
}); // prettier-ignore
const leaves = z.object({ ...head, leaves: rows(leaf) });

export interface ItemPage {
  items: Item[];
  /** How many match; the counts are of the whole library. */
  total: number;
  counts: Counts;
}

/** Where a list is asked: of one instance by its category, or of all of a type. */
export interface Source {
  category: string;
  instance: string;
}

export const itemsQuery = (listed: Listed, source: Source | null, wanted: Wanted, refetchInterval: number | false = false) =>
  queryOptions({
    queryKey: ["catalog", listed, source?.category ?? "", wanted],
    queryFn: async ({ signal }) => itemPage(listed, await get(pathOf(listed, source), { query: { ...queryOf(listed, wanted), ...ofOne(listed, source) }, signal }), source),
    placeholderData: keepPreviousData,
    refetchInterval,
  });

/** A flat list names its instance in the query, all others in the path. */
function pathOf(listed: Listed, source: Source | null): string {
  const { kind, list } = FACTS[listed];
  if (list === null) return `flat/${kind}`;
  return source ? `${kind}/${part(source.category)}/${list}` : `${kind}/${list}`;
}

const ofOne = (listed: Listed, source: Source | null) => (FACTS[listed].list === null ? { category: source?.category } : {});

/** A page as it came; entries of one instance do not say which, so they are given *source*. */
export function itemPage(listed: Listed, value: unknown, source: Source | null): ItemPage {
  const own = <T extends { category: string; instance: string }>(entry: T): T => (source ? { ...entry, ...source } : entry);
  const made = <T>(page: { total: number; counts: Counts }, entries: T[], item: (entry: T) => Item): ItemPage => ({
    items: entries.map((entry) => own(item(entry))), total: page.total, counts: page.counts,
  }); // prettier-ignore
  if (listed === "radarr") return ((page) => made(page, page.movies, filmItem))(read(pages.radarr, value));
  if (listed === "sonarr") return ((page) => made(page, page.series, ({ series, totals }) => seriesItem(series, totals)))(read(pages.sonarr, value));
  if (listed === "lidarr") return ((page) => made(page, page.artists, ({ artist }) => artistItem(artist)))(read(pages.lidarr, value));
  if (listed !== "readarr") return ((page) => made(page, page.leaves, leafItem))(read(leaves, value));
  return ((page) => made(page, page.authors, ({ author }) => authorItem(author)))(read(pages.readarr, value));
}

type Common = { id: number; monitored: boolean; category: string; instance: string; qualityProfileName: string | null };
const base = ({ id, monitored, category, instance, qualityProfileName }: Common) => ({
  id, monitored, category, instance, profile: qualityProfileName ?? "", year: null, reason: null, film: null, counts: null, tracks: null, part: null,
}); // prettier-ignore

function filmItem(row: z.infer<typeof film>): Item {
  const { title, year, reason, hasFile, qualityMet, isRequest, imdbId, tmdbId } = row;
  return { ...base(row), title, year, reason, film: { hasFile, qualityMet, isRequest, imdbId, tmdbId, score: row.customFormatScore, leastScore: row.minCustomFormatScore } };
}

export const seriesItem = (row: z.infer<typeof seriesHead>, totals: Counts): Item => ({ ...base(row), title: row.title, counts: totals });

const artistItem = (row: z.infer<typeof artistHead>): Item => ({
  ...base(row), title: row.name, reason: row.reason,
  counts: { monitored: row.albumsMonitored, available: row.albumsAvailable, missing: row.albumsMissing },
  tracks: { monitored: row.tracksMonitored, available: row.tracksAvailable, missing: row.tracksMissing },
}); // prettier-ignore

const authorItem = (row: z.infer<typeof authorHead>): Item => ({
  ...base(row), title: row.name, reason: row.reason, counts: { monitored: row.booksMonitored, available: row.booksAvailable, missing: row.booksMissing },
});

function leafItem(row: z.infer<typeof leaf>): Item {
  const { title, parentId, parentTitle, season, number, parts, there, date, hasFile, reason } = row;
  // Nobody knows when some albums came out; an episode without a date is one to come.
  const isOut = date === "" ? season === null : (instant(date) ?? Infinity) <= Date.now();
  return {
    ...base(row), title: parentTitle, reason,
    part: { wholeId: parentId, name: partName(season, number, title), hasFile, at: date, isOut, tracks: parts === null ? null : { available: there ?? 0, all: parts } },
  };
}
