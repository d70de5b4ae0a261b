import { absolute, instant, number, shown } from "@/lib/format";
import { texts } from "@/texts";
import { FACTS, type Listed } from "./kinds";
import type { Item } from "./model";
import { Share } from "./Share";
import { StateLine } from "./StateLine";
import type { ItemState } from "./states";

const words = texts.catalog;
const { none, yes, no } = texts.common;

export type ColumnId = "title" | "part" | "date" | "year" | "parts" | "tracks" | "state" | "missing" | "reason" | "monitored" | "profile" | "score" | "cutoff" | "request" | "instance";

export interface Column {
  id: ColumnId;
  /** By what the server orders it, if it can. */
  sort?: string;
  isNumber?: boolean;
  cell: (item: Item, state: ItemState) => React.ReactNode;
}

const said = (flag: boolean | undefined) => (flag === undefined ? none : flag ? yes : no);
const figure = (value: number | null | undefined) => (value === null || value === undefined ? none : number(value));

/** A day of long ago is told better by its date than by how long ago that is. */
function dayOf(iso: string | undefined): React.ReactNode {
  const at = instant(iso);
  return at === null ? none : <time dateTime={iso} title={absolute(at)}>{new Date(at).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" })}</time>;
}

/** Its own cell draws the title: it opens the entry. */
const TITLE: Column = { id: "title", sort: "title", cell: (item) => shown(item.title) };
const MONITORED: Column = { id: "monitored", sort: "monitored", cell: (item) => said(item.monitored) };
const REASON: Column = { id: "reason", sort: "reason", cell: ({ reason }) => (reason ? (words.reasons[reason] ?? shown(reason)) : none) };
const PARTS: Column = { id: "parts", cell: (item) => <Share counts={item.counts} /> };
const MISSING: Column = { id: "missing", isNumber: true, cell: (item) => figure(item.counts?.missing) };
const PROFILE: Column = { id: "profile", cell: (item) => shown(item.profile) || none };
const INSTANCE: Column = { id: "instance", cell: (item) => shown(item.instance) };
const stateBy = (sort?: string): Column => ({ id: "state", ...(sort ? { sort } : {}), cell: (_item, state) => <StateLine state={state} /> });

const PART: Column = { id: "part", sort: "name", cell: ({ part }) => <bdi className="catalog-part" title={shown(part?.name ?? "")}>{shown(part?.name ?? "")}</bdi> };
const DATE: Column = { id: "date", sort: "date", cell: ({ part }) => dayOf(part?.at) };
const ALBUM_TRACKS: Column = { id: "tracks", cell: ({ part }) => (part?.tracks ? words.share(part.tracks.available, part.tracks.all) : none) };

/** What can be shown of each kind of library; the title first. */
export const COLUMNS: Record<Listed, readonly Column[]> = {
  radarr: [
    TITLE, { id: "year", sort: "year", isNumber: true, cell: ({ year }) => year ?? none }, stateBy("reason"), MONITORED, PROFILE, REASON,
    { id: "score", isNumber: true, cell: ({ film }) => figure(film?.score) }, { id: "cutoff", cell: ({ film }) => said(film?.qualityMet) },
    { id: "request", cell: ({ film }) => said(film?.isRequest) }, INSTANCE,
  ],
  sonarr: [TITLE, PARTS, stateBy(), MONITORED, PROFILE, MISSING, INSTANCE],
  lidarr: [TITLE, PARTS, { id: "tracks", cell: (item) => <Share counts={item.tracks} /> }, stateBy(), MONITORED, PROFILE, MISSING, REASON, INSTANCE],
  readarr: [TITLE, PARTS, stateBy(), MONITORED, PROFILE, MISSING, REASON, INSTANCE],
  episodes: [TITLE, PART, stateBy(), DATE, MONITORED, PROFILE, REASON, INSTANCE],
  albums: [TITLE, PART, stateBy(), ALBUM_TRACKS, DATE, MONITORED, PROFILE, REASON, INSTANCE],
  books: [TITLE, PART, stateBy(), DATE, MONITORED, PROFILE, REASON, INSTANCE],
}; // prettier-ignore

const DELIVERED: readonly ColumnId[] = ["title", "part", "year", "parts", "tracks", "date", "state", "monitored", "profile"];

/** What most entries of a flat list share. */
const OF_WHOLE: readonly ColumnId[] = ["monitored", "profile"];

/** What is shown until somebody chooses; whose entry it is only where there are several. */
export const deliveredOf = (listed: Listed, isMixed: boolean): string[] =>
  COLUMNS[listed].map(({ id }) => id).filter((id) => (DELIVERED.includes(id) && !(FACTS[listed].list === null && OF_WHOLE.includes(id))) || (isMixed && id === "instance"));

export function columnName(listed: Listed, id: ColumnId): string {
  if (id === "parts" || id === "part") return words.columns.parts[listed];
  if (id === "title") return words.wholes[listed];
  return id === "instance" ? texts.common.instance : words.columns[id];
}
