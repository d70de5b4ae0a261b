import type { Range } from "@/api/activity";
import { absolute } from "@/lib/format";

const CLOCK: Intl.DateTimeFormatOptions = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
const AXIS: Record<Range, Intl.DateTimeFormatOptions> = {
  "5m": { ...CLOCK, second: "2-digit" }, "1h": CLOCK, "24h": CLOCK, "7d": { weekday: "short", ...CLOCK }, "30d": { day: "numeric", month: "short" },
}; // prettier-ignore

/** How the columns of a range are called on the axis. */
export function shortTime(range: Range): (at: number) => string {
  const writer = new Intl.DateTimeFormat(undefined, AXIS[range]);
  return (at) => writer.format(at);
}

export const longTime = (at: number): string => absolute(at).split(" · ")[0] ?? "";
