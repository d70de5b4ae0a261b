import type { CountedBucket } from "@/api/activity";
import type { Column, Series } from "@/components/charts/scale";
import { instant } from "@/lib/format";
import { texts } from "@/texts";

/** Rules whose removals have a colour of their own; the others are "other". */
const COLORS: Record<string, string> = { at_limit: "var(--series-2)", stalled: "var(--series-4)", inspect_files: "var(--series-6)" };

/** Imports upwards; removals downwards, by the rule that decided. Each act counts once, at its beginning. */
export function importsAndRemovals(buckets: readonly CountedBucket[]): { series: Series[]; columns: Column[] } {
  const columns = buckets.map((bucket) => {
    const values: Record<string, number> = {};
    for (const each of bucket.counts) {
      if (each.result !== "done") continue;
      const key = each.act === "imported" ? "imported" : each.act === "removal" ? (each.rule in COLORS ? each.rule : "other") : "";
      if (key) values[key] = (values[key] ?? 0) + each.count;
    }
    return { at: instant(bucket.at) ?? 0, values };
  });
  const removed = [...Object.keys(COLORS), "other"].map((key) => ({
    key, label: texts.dashboard.removed[key] ?? key, color: COLORS[key] ?? "var(--idle)", isDown: true,
  }));
  return { series: [{ key: "imported", label: texts.dashboard.imported, color: "var(--good)" }, ...removed], columns };
}

/** Whether all columns but the last two are empty: what a program did that runs for so short a time is looked at more closely. */
export const isYoung = (buckets: readonly CountedBucket[]): boolean =>
  buckets.length > 2 && buckets.slice(0, -2).every((bucket) => bucket.counts.length === 0) && buckets.some((bucket) => bucket.counts.length > 0);
