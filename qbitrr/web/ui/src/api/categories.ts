import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "./client";
import { count, flag, read, rows, text, textOrNull } from "./reading";

const seeding = z.object({ maxRatio: count, maxTime: count, removeMode: count, downloadLimit: count, uploadLimit: count });

const category = z.object({
  category: z.string(), instance: text, managedBy: text, arrName: textOrNull, torrentCount: count, seedingCount: count, totalSize: count,
  avgRatio: count, avgSeedingTime: count, seedingConfig: seeding, error: text,
}); // prettier-ignore
export type Category = z.infer<typeof category>;

/** Every category that is looked after, in figures. */
export const categoriesQuery = queryOptions({
  queryKey: ["torrents", "categories"],
  queryFn: async ({ signal }) => read(z.object({ categories: rows(category), ready: flag }), await get("qbit/categories", { signal })),
  refetchInterval: 10_000,
});
