export type Kind = "radarr" | "sonarr" | "lidarr" | "readarr";
export const KINDS: readonly Kind[] = ["radarr", "sonarr", "lidarr", "readarr"];

interface KindFacts {
  /** The last part of the address of its list. */
  list: string;
  /** What an entry is called in addresses. */
  noun: string;
  /** What the server can filter and sort by. */
  filters: readonly Filter[];
  sorts: readonly string[];
}

export const FILTERS = ["q", "instance", "status", "reason", "monitored", "quality", "from", "to"] as const;
export type Filter = (typeof FILTERS)[number];

const PARENT: readonly Filter[] = ["q", "instance", "status", "reason", "monitored"];

export const FACTS: Record<Kind, KindFacts> = {
  radarr: { list: "movies", noun: "movie", filters: FILTERS, sorts: ["title", "year", "monitored", "reason"] },
  sonarr: { list: "series", noun: "series", filters: ["q", "instance", "status", "reason"], sorts: ["title", "monitored"] },
  lidarr: { list: "artists", noun: "artist", filters: PARENT, sorts: ["title"] },
  readarr: { list: "authors", noun: "author", filters: PARENT, sorts: ["title"] },
};

export const REASONS = ["Missing", "Quality", "CustomFormat", "Upgrade", "Not being searched"] as const;
/** Only films have files of their own, which can be asked about. */
export const statusesOf = (kind: Kind): readonly string[] => (kind === "radarr" ? ["missing", "file", "unmet", "request"] : ["missing"]);
