import type { Mood } from "@/lib/states";

/** Measured against a limit: *part* from 0 to 1, and the same in words for who cannot see it. */
export function Bar({ part, mood = "idle", label }: { part: number; mood?: Mood; label: string }) {
  const share = Math.max(0, Math.min(1, Number.isFinite(part) ? part : 0));
  return (
    <div className={`bar mood-${mood}`} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={Math.round(share * 100)} aria-valuetext={label}>
      <span style={{ width: `${share * 100}%` }} />
    </div>
  );
}
