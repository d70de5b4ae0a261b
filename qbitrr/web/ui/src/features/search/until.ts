const MORNING_HOUR = 6;

/** Minutes from *now* (ms) until six o'clock of the next morning, by the clock of the browser. */
export function minutesUntilTomorrow(now: number): number {
  const morning = new Date(now);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(MORNING_HOUR, 0, 0, 0);
  return Math.ceil((morning.getTime() - now) / 60_000);
}
