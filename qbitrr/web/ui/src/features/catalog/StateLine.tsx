import { State } from "@/components/ui/Glyph";
import { Time } from "@/components/ui/Time";
import { texts } from "@/texts";
import type { ItemState } from "./states";

/** Glyph and word, and when that ends. */
export function StateLine({ state }: { state: ItemState }) {
  return (
    <span className="catalog-state">
      <State mood={state.mood} word={state.word} />
      {state.until && <span className="quiet">{texts.catalog.state.then[state.mood]} <Time iso={state.until} /></span>}
    </span>
  );
}
