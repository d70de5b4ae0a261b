import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "@/api/client";
import { count, flag, numberOrNull, read, rows, text, textOrNull } from "@/api/reading";
import { part } from "@/lib/base";
import { texts } from "@/texts";
import { NOUNS, type Kind } from "../kinds";
import type { Counts, Group, Item } from "../model";
import { counts, itemPage, seriesHead, seriesItem, type Source } from "./items";

const episode = z.object({
  id: z.number(), episodeNumber: count, title: textOrNull, airDateUtc: text, hasFile: flag, monitored: flag, reason: textOrNull,
}); // prettier-ignore
const season = z.object({ seasonNumber: count, available: count, monitored: count, missing: count, episodes: rows(episode) });
const series = z.object({ series: seriesHead, totals: counts, seasons: rows(season) });

const track = z.object({
  id: z.number(), trackNumber: z.catch(z.nullable(z.union([z.number(), z.string()])), null), title: textOrNull, duration: numberOrNull, hasFile: flag, monitored: flag,
}); // prettier-ignore
const work = z.object({ id: z.number(), title: text, monitored: flag, hasFile: flag, reason: textOrNull, releaseDate: textOrNull });
const parent = z.object({ id: z.number(), name: text, monitored: flag, qualityProfileName: textOrNull });
const artist = z.object({ artist: parent, counts_tracks: counts, albums: rows(z.object({ album: work, totals: counts, tracks: rows(track) })) });
const author = z.object({ author: parent, books: rows(z.object({ book: work })) });

export interface Detail {
  item: Item;
  groups: Group[];
}

/** What is below a series, an artist or an author. */
export const detailQuery = (kind: Exclude<Kind, "radarr">, source: Source, id: number) =>
  queryOptions({
    queryKey: ["catalog", kind, source.category, "one", id],
    queryFn: async ({ signal }) => {
      const value = await get(`${kind}/${part(source.category)}/${NOUNS[kind]}/${id}`, { signal });
      if (kind === "sonarr") return seriesDetail(read(series, value), source);
      if (kind === "lidarr") return artistDetail(read(artist, value), source);
      return authorDetail(read(author, value), source);
    },
    refetchInterval: 15_000,
  });

/** A film by its id: there is no question for one, so it is looked for by the *title* the search knows it by. */
export const filmQuery = (source: Source, id: number, title: string) =>
  queryOptions({
    queryKey: ["catalog", "radarr", source.category, "one", id, title],
    queryFn: async ({ signal }) => {
      const q = title.replace(/ \(\d{4}\)$/, "");
      const found = itemPage("radarr", await get(`radarr/${part(source.category)}/movies`, { query: { q, page_size: 100 }, signal }), source);
      return found.items.find((item) => item.id === id) ?? null;
    },
    enabled: title !== "",
  });

function seriesDetail({ series: head, totals, seasons }: z.infer<typeof series>, source: Source): Detail {
  const groups = seasons.map(({ seasonNumber, episodes, ...rest }): Group => ({
    key: `season ${seasonNumber}`, id: null, title: seasonNumber === 0 ? texts.catalog.specials : texts.catalog.season(seasonNumber), date: "",
    monitored: rest.monitored > 0, hasFile: rest.missing === 0, counts: rest,
    wantedIds: episodes.filter((each) => each.reason !== null).map((each) => each.id),
    leaves: episodes.map((each) => ({
      id: each.id, number: String(each.episodeNumber), title: each.title ?? "", hasFile: each.hasFile, monitored: each.monitored, airsAt: each.airDateUtc, seconds: null, isSearchable: true,
    })),
  })); // prettier-ignore
  return { item: { ...seriesItem(head, totals), ...source }, groups };
}

function artistDetail({ artist: head, counts_tracks, albums }: z.infer<typeof artist>, source: Source): Detail {
  const groups = albums.map(({ album, totals, tracks }): Group => ({
    ...workGroup(album), counts: totals,
    leaves: tracks.map((each) => ({
      id: each.id, number: String(each.trackNumber ?? ""), title: each.title ?? "", hasFile: each.hasFile, monitored: each.monitored, airsAt: "", seconds: each.duration, isSearchable: false,
    })),
  })); // prettier-ignore
  void counts_tracks; // of the whole library, not of this artist
  return { item: parentItem(head, groups, source, added(groups.flatMap((group) => (group.monitored && group.counts ? [group.counts] : [])))), groups };
}

function authorDetail({ author: head, books }: z.infer<typeof author>, source: Source): Detail {
  const groups = books.map(({ book }): Group => ({ ...workGroup(book), counts: null, leaves: [] }));
  return { item: parentItem(head, groups, source, null), groups };
}

const workGroup = (row: z.infer<typeof work>) => ({
  key: `work ${row.id}`, id: row.id, title: row.title, date: row.releaseDate ?? "", monitored: row.monitored, hasFile: row.hasFile, wantedIds: row.reason === null ? [] : [row.id],
});

function parentItem(head: z.infer<typeof parent>, groups: Group[], source: Source, tracks: Counts | null): Item {
  const watched = groups.filter((group) => group.monitored);
  const available = watched.filter((group) => group.hasFile).length;
  return {
    id: head.id, title: head.name, year: null, monitored: head.monitored, profile: head.qualityProfileName ?? "", reason: null, ...source, film: null, tracks, part: null,
    counts: { monitored: watched.length, available, missing: watched.length - available },
  }; // prettier-ignore
}

const added = (all: Counts[]): Counts =>
  all.reduce((sum, each) => ({ available: sum.available + each.available, monitored: sum.monitored + each.monitored, missing: sum.missing + each.missing }), { available: 0, monitored: 0, missing: 0 });
