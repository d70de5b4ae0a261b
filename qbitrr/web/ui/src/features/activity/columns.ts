import type { Counted, CountedBucket } from "@/api/activity";
import type { Column, Series } from "@/components/charts/scale";
import { instant } from "@/lib/format";
import { texts } from "@/texts";

const words = texts.activity.series;

export const SERIES: readonly Series[] = [
  { key: "imported", label: words.imported, color: "var(--good)" },
  { key: "removed", label: words.removed, color: "var(--series-2)" },
  { key: "searched", label: words.searched, color: "var(--series-1)" },
  { key: "held", label: words.held, color: "var(--held)" },
  { key: "failed", label: words.failed, color: "var(--bad)" },
  { key: "other", label: words.other, color: "var(--idle)" },
];

function seriesOf({ kind, result }: Counted): string {
  if (result === "failed" || result === "retry") return "failed";
  if (result === "held" || result === "withdrawn") return "held";
  return kind === "imported" || kind === "removed" || kind === "searched" ? kind : "other";
}

/** How many entries each bucket has, by what came of them. */
export const entriesByResult = (buckets: readonly CountedBucket[]): Column[] =>
  buckets.map((bucket) => {
    const values: Record<string, number> = {};
    for (const each of bucket.counts) values[seriesOf(each)] = (values[seriesOf(each)] ?? 0) + each.count;
    return { at: instant(bucket.at) ?? 0, values };
  });
