import { number, shown } from "@/lib/format";
import { texts } from "@/texts";
import type { Kind } from "../kinds";
import type { Item } from "../model";

const words = texts.catalog;

export function Facts({ kind, item }: { kind: Kind; item: Item }) {
  return (
    <dl className="facts">
      {factsOf(kind, item).map(([name, value]) => (
        <div key={name} className="catalog-fact"><dt>{name}</dt><dd>{value}</dd></div>
      ))}
    </dl>
  );
}

/** What is known of an item and says something: names and values. */
export function factsOf(kind: Kind, { film, counts, tracks, ...item }: Item): [string, string][] {
  const yes = (is: boolean) => (is ? texts.common.yes : texts.common.no);
  const facts: [string, string][] = [];
  if (item.year) facts.push([words.columns.year, String(item.year)]);
  if (counts) facts.push([words.columns.parts[kind], words.share(counts.available, counts.monitored)]);
  if (tracks) facts.push([words.columns.tracks, words.share(tracks.available, tracks.monitored)]);
  facts.push([words.columns.monitored, yes(item.monitored)]);
  if (item.profile) facts.push([words.columns.profile, shown(item.profile)]);
  if (film) {
    facts.push([words.facts.file, yes(film.hasFile)]);
    if (film.hasFile) facts.push([words.facts.cutoff, yes(film.qualityMet)]);
    if (film.hasFile && film.leastScore) facts.push([words.facts.score, words.facts.scoreOf(number(film.score ?? 0), number(film.leastScore))]);
    if (film.isRequest) facts.push([words.facts.request, texts.common.yes]);
  }
  if (item.reason) facts.push([words.facts.reason, words.reasons[item.reason] ?? shown(item.reason)]);
  facts.push([texts.common.instance, shown(item.instance)]);
  return facts;
}
