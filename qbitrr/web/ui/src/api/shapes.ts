/** Shapes that several pages read. Lenient: what is missing or unknown has a value that shows as "none", never an error. */
import * as z from "zod/mini";
import { count, flag, numberOrNull, rows, table, text, textOrNull, words } from "./reading";

const value = z.union([z.boolean(), z.number(), z.string(), z.null()]);
const facts = z.catch(z.record(z.string(), value), {});

export const reason = z.object({ code: text, text: text, rule: count, measured: facts, configured: facts });
export type Reason = z.infer<typeof reason>;

export const reasonOrNull = z.catch(z.nullable(reason), null);

export const entry = z.object({
  id: z.number(), at: text, section: text, actor: text, kind: text, act: text, result: text, rule: text, text: text,
  instance: text, hash: text, name: text,
  media: z.catch(z.array(z.number()), []), why: reasonOrNull, detail: facts,
}); // prettier-ignore
export type Entry = z.infer<typeof entry>;

export const quarantined = z.object({
  instance: z.string(), hash: z.string(), name: text, section: text, category: text, tags: words, sizeBytes: count, contentPath: text,
  why: reasonOrNull, at: text, purgeAt: textOrNull, deleteFiles: flag, state: text, adopted: flag,
}); // prettier-ignore
export type Quarantined = z.infer<typeof quarantined>;

export const removal = z.object({
  instance: z.string(), hash: z.string(), name: text, section: text, stage: text, since: text, reason: reasonOrNull,
  waits_for: text, held_by: text, next_try: textOrNull,
}); // prettier-ignore
export type Removal = z.infer<typeof removal>;

export const needy = z.object({ section: text, instance: text, hash: text, name: text, code: text, text: text, action: text, since: textOrNull });
export type Needy = z.infer<typeof needy>;

export const process = z.object({
  category: text, name: text, kind: text, pid: numberOrNull, alive: flag, rebuilding: flag, state: text, startedAt: textOrNull,
  restarts: count, restartsAllowed: numberOrNull, restartWindowSeconds: count, budgetRenewedAt: textOrNull, exitCode: numberOrNull, why: text, transport: text, output: words,
  metricType: z.optional(z.string()), queueCount: z.optional(z.number()), categoryCount: z.optional(z.number()),
  attention: z.optional(z.number()), summary: z.optional(z.string()), alarm: z.optional(z.string()), waiting: z.optional(z.number()),
  activeCommands: z.optional(z.number()), nextSearchAt: z.optional(textOrNull), reportedAt: z.optional(z.string()),
  searchSummary: z.optional(z.string()), searchTimestamp: z.optional(z.string()), freeSpacePaused: z.optional(z.number()),
  catalogProgress: z.catch(z.optional(z.object({ phase: text, done: count, total: count })), undefined),
}); // prettier-ignore
export type Process = z.infer<typeof process>;

const pool = z.object({
  name: text, path: text, instances: words, free_bytes: count, total_bytes: numberOrNull, guard_bytes: numberOrNull, short_bytes: count, paused_count: count,
}); // prettier-ignore
export type Pool = z.infer<typeof pool>;

export const disk = z.object({ guard: flag, pools: rows(pool), problems: words });

const client = z.object({
  alive: flag, host: text, port: count, version: textOrNull, section: text, tls: flag, disabled: flag, state: text, why: text,
}); // prettier-ignore
const arr = z.object({ category: text, name: text, type: text, alive: flag, connected: flag, why: text });

export const status = z.object({
  qbitInstances: table(client),
  arrs: rows(arr),
  webui: z.catch(
    z.object({ LiveArr: flag, GroupSonarr: flag, GroupLidarr: flag, Theme: text, ViewDensity: text }),
    { LiveArr: true, GroupSonarr: true, GroupLidarr: true, Theme: "Dark", ViewDensity: "Comfortable" },
  ),
  ready: flag,
  dryRun: flag,
  problems: words,
});
export type Status = z.infer<typeof status>;
export type Arr = Status["arrs"][number];
export type Client = Status["qbitInstances"][string];
