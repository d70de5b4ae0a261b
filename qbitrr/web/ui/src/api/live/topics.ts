import * as z from "zod/mini";
import { count, rows, table, text, words } from "../reading";
import { disk, entry, needy, process, quarantined, removal, status } from "../shapes";

/** What the event stream tells, by topic; the same names as on the server. */
export const topics = {
  status,
  processes: z.object({ processes: table(process) }),
  searches: z.object({ searches: table(process) }),
  attention: z.object({ torrents: table(needy), total: count, problems: words }),
  disk,
  torrents: z.object({ distribution: table(table(count)) }),
  removals: z.object({ removals: table(removal) }),
  quarantine: z.object({ quarantine: table(quarantined) }),
  activity: z.object({ entries: table(entry) }),
  config: z.object({ revision: text, trouble: text, problems: rows(z.object({ severity: text, section: text, key: text, message: text, remedy: text, text })) }),
} as const;

export type Topic = keyof typeof topics;
export type Told<T extends Topic> = z.infer<(typeof topics)[T]>;
