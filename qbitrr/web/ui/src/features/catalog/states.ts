import type { Mood } from "@/lib/states";
import { texts } from "@/texts";
import type { Standing } from "./api/searching";
import type { Counts, Item } from "./model";

const words = texts.catalog.state;

/** Glyph and word of an item, and until when it stays so where that is known. */
export interface ItemState {
  mood: Mood;
  word: string;
  until: string | null;
}

const said = (mood: Mood, word: string, until: string | null = null): ItemState => ({ mood, word, until });

/** The state of a film by what it has, and by what the search says of it. */
export function stateOf(item: Item, standing?: Standing): ItemState {
  if (item.film) return filmState(item.film.hasFile, item.monitored, item.reason, standing);
  if (item.part) return leafState({ ...item.part, monitored: item.monitored, reason: item.reason }, standing);
  return countedState(item.monitored, item.counts ?? { available: 0, monitored: 0, missing: 0 });
}

interface LeafFacts {
  hasFile: boolean;
  monitored: boolean;
  reason: string | null;
  isOut: boolean;
  at: string;
}

/** The state of an episode, an album or a book: like a film, but that it may be one to come. */
export function leafState({ hasFile, monitored, reason, isOut, at }: LeafFacts, standing?: Standing): ItemState {
  if (hasFile || isOut) return filmState(hasFile, monitored, reason, standing);
  return filmState(false, monitored, null, { id: 0, title: "", skip: "unreleased", until: at || null });
}

export function filmState(hasFile: boolean, monitored: boolean, reason: string | null, standing?: Standing): ItemState {
  const doing = doingState(standing);
  if (doing) return doing;
  if (hasFile) return reason ? said("wait", words.better[reason] ?? words.upgrade) : said("good", words.file);
  if (!monitored) return said("idle", words.unmonitored);
  return waitingState(standing) ?? (reason ? said("wait", words.missing) : said("idle", words.notSearched));
}

/** What is being done about it right now. */
function doingState(standing: Standing | undefined): ItemState | null {
  if (standing?.skip === "search_running") return said("work", words.searching);
  if (standing?.skip === "in_download_queue") return said("work", words.downloading);
  if (standing?.skip === "not_before") return said("held", words.leftAlone, standing.until);
  return null;
}

/** What it waits for. */
function waitingState(standing: Standing | undefined): ItemState | null {
  if (!standing) return null;
  if (standing.skip === "unreleased") return said("idle", words.notOut, standing.until);
  if (standing.skip === "unmonitored" || standing.skip === "parent_unmonitored") return said("idle", words.unmonitored);
  if (standing.skip === "disabled" || standing.skip === "special_disabled") return said("idle", words.notSearched);
  if (standing.skip === "paused") return said("held", words.paused, standing.until);
  return said("wait", words.missing, standing.until);
}

/** A series, an artist or an author by what is below it. */
export function countedState(monitored: boolean, counts: Counts): ItemState {
  if (!monitored) return said("idle", words.unmonitored);
  if (counts.monitored === 0) return said("idle", words.nothing);
  return counts.missing > 0 ? said("wait", words.missingOf(counts.missing, counts.monitored)) : said("good", words.complete(counts.monitored));
}
