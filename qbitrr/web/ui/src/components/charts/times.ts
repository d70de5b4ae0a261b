import type { Range } from "@/api/activity";
import { absolute } from "@/lib/format";

/** How the columns of a range are called on the axis. */
export function shortTime(range: Range): (at: number) => string {
  const options: Intl.DateTimeFormatOptions =
    range === "30d" ? { day: "numeric", month: "short" } : range === "7d" ? { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" } : { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(range === "5m" ? { second: "2-digit" } : {}) };
  const writer = new Intl.DateTimeFormat(undefined, options);
  return (at) => writer.format(at);
}

export const longTime = (at: number): string => absolute(at).split(" · ")[0] ?? "";
