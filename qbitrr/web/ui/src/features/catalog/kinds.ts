export type Kind = "radarr" | "sonarr" | "lidarr" | "readarr";
export const KINDS: readonly Kind[] = ["radarr", "sonarr", "lidarr", "readarr"];

/** What a list lists: what a library is made of, or all that is below it, one by one. */
export type Listed = Kind | "episodes" | "albums" | "books";
export const FLAT: Record<Kind, Listed | null> = { radarr: null, sonarr: "episodes", lidarr: "albums", readarr: "books" };

/** What an entry of a library is called in addresses. */
export const NOUNS: Record<Kind, string> = { radarr: "movie", sonarr: "series", lidarr: "artist", readarr: "author" };

interface ListFacts {
  kind: Kind;
  /** The last part of the address of a list of wholes; a flat list has one of its own. */
  list: string | null;
  /** What the server can filter and sort by. */
  filters: readonly Filter[];
  sorts: readonly string[];
  statuses: readonly string[];
}

export const FILTERS = ["q", "instance", "status", "reason", "monitored", "quality", "from", "to"] as const;
export type Filter = (typeof FILTERS)[number];

const PARENT: readonly Filter[] = ["q", "instance", "status", "reason", "monitored"];
const flat = (kind: Kind): ListFacts => ({ kind, list: null, filters: PARENT, sorts: ["title", "name", "date", "monitored", "reason"], statuses: ["missing", "file"] });

export const FACTS: Record<Listed, ListFacts> = {
  radarr: { kind: "radarr", list: "movies", filters: FILTERS, sorts: ["title", "year", "monitored", "reason"], statuses: ["missing", "file", "unmet", "request"] },
  sonarr: { kind: "sonarr", list: "series", filters: ["q", "instance", "status", "reason"], sorts: ["title", "monitored"], statuses: ["missing"] },
  lidarr: { kind: "lidarr", list: "artists", filters: PARENT, sorts: ["title"], statuses: ["missing"] },
  readarr: { kind: "readarr", list: "authors", filters: PARENT, sorts: ["title"], statuses: ["missing"] },
  episodes: flat("sonarr"),
  albums: flat("lidarr"),
  books: flat("readarr"),
};

export const REASONS = ["Missing", "Quality", "CustomFormat", "Upgrade", "Not being searched"] as const;
