/** Browsers cannot scroll an element of any height: of a long file only so many lines stand in the pane at once. */
export const MOST_ROWS = 300_000;
const STEP = 100_000;

/** How many lines are left out before those in the pane: around line *anchor*, or, for null, those at the end. Moves rarely. */
export function leftOut(total: number, anchor: number | null): number {
  if (total <= MOST_ROWS) return 0;
  const wished = anchor === null ? Math.ceil((total - MOST_ROWS) / STEP) * STEP : Math.floor((anchor - MOST_ROWS / 2) / STEP) * STEP;
  return Math.max(0, Math.min(wished, Math.ceil((total - MOST_ROWS) / STEP) * STEP));
}
