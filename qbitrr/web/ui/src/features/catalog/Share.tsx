import { Bar } from "@/components/ui/Bar";
import { number } from "@/lib/format";
import { texts } from "@/texts";
import type { Counts } from "./model";

/** What is there of what is monitored. */
export function Share({ counts }: { counts: Counts | null }) {
  if (!counts || counts.monitored === 0) return <span className="quiet">{texts.common.none}</span>;
  const label = texts.catalog.share(counts.available, counts.monitored);
  return (
    <span className="catalog-share">
      <Bar part={counts.available / counts.monitored} label={label} mood={counts.missing > 0 ? "wait" : "idle"} />
      <span aria-hidden>{number(counts.available)} / {number(counts.monitored)}</span>
    </span>
  );
}
