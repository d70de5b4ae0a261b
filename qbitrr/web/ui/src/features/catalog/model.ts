export interface Counts {
  available: number;
  monitored: number;
  missing: number;
}

/** A film, series, artist or author in a list. */
export interface Item {
  id: number;
  title: string;
  year: number | null;
  monitored: boolean;
  profile: string;
  /** Why something of it is searched; null if it is not, or where that is known only of its parts. */
  reason: string | null;
  category: string;
  instance: string;
  /** Only of a film. */
  film: Film | null;
  /** Of its episodes, albums or books. */
  counts: Counts | null;
  tracks: Counts | null;
  /** Of an entry of a flat list, whose title is that of the whole. */
  part: Part | null;
}

/** An episode, an album or a book in a flat list. */
export interface Part {
  /** The id of the series, artist or author. */
  wholeId: number;
  /** Number and title: “S01E02 · Pilot”. */
  name: string;
  hasFile: boolean;
  /** ISO time, empty for none. */
  at: string;
  isOut: boolean;
  /** How many of its tracks there are; only of an album. */
  tracks: { available: number; all: number } | null;
}

export interface Film {
  hasFile: boolean;
  qualityMet: boolean;
  isRequest: boolean;
  score: number | null;
  leastScore: number | null;
  imdbId: string | null;
  tmdbId: number | null;
}

/** An episode or a track. */
export interface Leaf {
  id: number;
  number: string;
  title: string;
  hasFile: boolean;
  monitored: boolean;
  /** ISO time of its first airing, empty for none. */
  airsAt: string;
  seconds: number | null;
  /** Whether it can be searched by itself. */
  isSearchable: boolean;
}

/** A season, an album or a book. */
export interface Group {
  key: string;
  title: string;
  date: string;
  monitored: boolean;
  hasFile: boolean;
  counts: Counts | null;
  leaves: Leaf[];
  /** What the Arr searches for it: episodes, the album, the book. */
  wantedIds: number[];
  /** The id of an album or a book, null for a season. */
  id: number | null;
}

/** How an item stands in addresses: unique over all instances. */
export const keyOf = (item: Pick<Item, "category" | "id" | "part">): string =>
  `${item.category}/${item.part ? `${item.part.wholeId}:` : ""}${item.id}`;

/** What an address means: an entry of a library, and what below it. */
export interface Which {
  category: string;
  id: number;
  part: number | null;
}

/** A category may contain slashes, an id does not. */
export function whichOf(key: string | undefined): Which | null {
  const found = /^(.+)\/(\d{1,10})(?::(\d{1,10}))?$/.exec(key ?? "");
  return found?.[1] && found[2] ? { category: found[1], id: Number(found[2]), part: found[3] ? Number(found[3]) : null } : null;
}

/** “S01E02 · Pilot”, or only one of them. */
export function partName(season: number | null, number: number | null, title: string | null): string {
  const place = season === null || number === null ? "" : `S${two(season)}E${two(number)}`;
  return [place, title ?? ""].filter(Boolean).join(" · ");
}

const two = (value: number): string => String(value).padStart(2, "0");

const SMALL_WORDS = new Set(["the", "a", "an", "of", "and", "der", "die", "das"]);

/** What stands in place of a picture: the initials of the first words that say something. */
export function initialsOf(title: string): string {
  const words = title.split(/[\s:–-]+/).filter(Boolean);
  const telling = words.filter((word) => !SMALL_WORDS.has(word.toLowerCase()));
  return (telling.length > 0 ? telling : words).slice(0, 2).map((word) => (Array.from(word)[0] ?? "").toUpperCase()).join("");
}
