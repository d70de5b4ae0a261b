import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "./client";
import { count, flag, numberOrNull, read, rows, text, textOrNull } from "./reading";
import { quarantined, removal, entry } from "./shapes";
import type { Which } from "./removals";
import { part } from "@/lib/base";

const value = z.catch(z.union([z.boolean(), z.number(), z.string(), z.null()]), null);
const figures = { text: text, measured: value, configured: value, unit: text, setting: text, seconds_left: numberOrNull, would_change: text };
const check = z.object({ code: text, holds: flag, ...figures });
const rule = z.object({ rule: count, name: text, verdict: text, ...figures, checks: rows(check) });
const rail = z.object({ rail: text, stops: flag, text: text, setting: text, would_change: text });
const next = z.object({ step: text, at: textOrNull, rule: count, code: text, text: text });
const duty = z.object({
  duty: text, text: text, upload_speed: numberOrNull, safe_at: textOrNull, ratio_then: numberOrNull, ratio_needed: numberOrNull, seconds_needed: numberOrNull,
  waived_at: textOrNull, waived_because: textOrNull,
}); // prettier-ignore
const orNull = <T>(shape: z.ZodMiniType<T>) => z.catch(z.nullable(shape), null);

const explanation = z.object({
  instance: text, hash: text, name: text, section: text, category: text, state: text, why_not: text, at: textOrNull, sentence: text,
  rule: numberOrNull, text: textOrNull, next: orNull(next), look_again_at: textOrNull, under_way: flag, rules: rows(rule), rails: rows(rail),
  duty: orNull(duty), removal: orNull(removal), quarantine: orNull(quarantined), watched: rows(z.object({ category: text, section: text })),
}); // prettier-ignore
export type Explanation = z.infer<typeof explanation>;
export type Duty = z.infer<typeof duty>;
export type Check = z.infer<typeof check>;
export type Rule = z.infer<typeof rule>;
export type Rail = z.infer<typeof rail>;

/** Why a torrent is still there. */
export const explainQuery = ({ instance, hash }: Which) =>
  queryOptions({
    queryKey: ["torrents", "explain", instance, hash],
    queryFn: async ({ signal }) => read(explanation, await get(`torrents/${part(instance)}/${part(hash)}/explain`, { signal })),
    refetchInterval: 5_000,
  });

/** What was done to a torrent, newest first. */
export const historyQuery = (hash: string) =>
  queryOptions({
    queryKey: ["activity", "torrent", hash],
    queryFn: async ({ signal }) => read(z.object({ entries: rows(entry) }), await get("activity", { query: { hash, limit: 100 }, signal })).entries,
  });
