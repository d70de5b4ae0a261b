import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { Glyph } from "@/components/ui/Glyph";
import { shown } from "@/lib/format";
import { torrentMood } from "@/lib/states";
import { texts } from "@/texts";
import type { Facets } from "@/api/facets";
import { stateWord } from "@/components/torrent/StateCell";
import { FACETS, type Facet } from "./wanted";

const words = texts.torrents;
const FIRST = 8;

interface PanelProps {
  facets: Facets;
  chosen: Record<Facet, string>;
  onChoose: (facet: Facet, value: string | null) => void;
}

/** What the list can be narrowed to, with how many there are of each. A facet of one value says nothing and is not shown. */
export function FacetPanel({ facets, chosen, onChoose }: PanelProps) {
  return (
    <div className="torrents-facets">
      {FACETS.filter((facet) => chosen[facet] || Object.keys(facets[facet]).length > 1).map((facet) => (
        <FacetList key={facet} facet={facet} counts={facets[facet]} chosen={chosen[facet]} onChoose={(value) => onChoose(facet, value)} />
      ))}
    </div>
  );
}

function FacetList({ facet, counts, chosen, onChoose }: { facet: Facet; counts: Record<string, number>; chosen: string; onChoose: (value: string | null) => void }) {
  const [isWhole, setWhole] = useState(false);
  const all = ranked(counts, facet, chosen);
  const rest = all.length - FIRST;
  return (
    <section aria-label={words.facet[facet]}>
      <h2>{words.facet[facet]}</h2>
      <ul>
        {all.slice(0, isWhole ? undefined : FIRST).map(([value, count]) => {
          const isOn = value === chosen;
          return (
            <li key={value}>
              <button type="button" className="torrents-facet" aria-pressed={isOn} onClick={() => onChoose(isOn ? null : value)}>
                {facet === "state" && <Glyph mood={torrentMood(value)} size={14} />}
                <bdi className="torrents-facet-name" title={facetWord(facet, value)}>{facetWord(facet, value)}</bdi>
                {isOn ? <IconX size={14} stroke={1.75} aria-hidden /> : <span className="quiet">{count.toLocaleString()}</span>}
              </button>
            </li>
          );
        })}
      </ul>
      {rest > 0 && !isWhole && <button type="button" className="torrents-more" onClick={() => setWhole(true)}>{words.more(rest)}</button>}
    </section>
  );
}

/** The most first; the chosen one is there even if nothing of it is left. What has no name (no tracker, no tag) cannot be asked for. */
export function ranked(counts: Record<string, number>, facet: Facet, chosen: string): [string, number][] {
  const named = Object.entries(counts).filter(([value]) => value !== "");
  if (chosen && !(chosen in counts)) named.push([chosen, 0]);
  return named.sort(([a, most], [b, less]) => less - most || facetWord(facet, a).localeCompare(facetWord(facet, b)));
}

export function facetWord(facet: Facet | "q", value: string): string {
  if (facet === "state") return stateWord(value);
  if (facet === "category" && value === "uncategorized") return words.without;
  return shown(value);
}
