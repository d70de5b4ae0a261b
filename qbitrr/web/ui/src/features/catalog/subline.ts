import { shown } from "@/lib/format";
import { texts } from "@/texts";
import type { Kind } from "./kinds";
import type { Item } from "./model";

/** Year or counts, profile, and of which instance it is where there are several. */
export function sublineOf(kind: Kind, item: Item, isMixed: boolean): string {
  const facts = item.part ? [shown(item.part.name)] : item.film ? [item.year ? String(item.year) : ""] : [item.counts ? texts.catalog.parts[kind](item.counts.available, item.counts.monitored) : ""];
  return [...facts, shown(item.profile), isMixed ? shown(item.instance) : ""].filter(Boolean).join(" · ");
}
