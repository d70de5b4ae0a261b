import { IconAlertOctagonFilled, IconArrowDown, IconCircleCheckFilled, IconCircleDashed, IconClock, IconShieldFilled } from "@tabler/icons-react";
import type { Mood } from "@/lib/states";
import "./state.css";

const GLYPHS = {
  work: IconArrowDown, good: IconCircleCheckFilled, wait: IconClock, bad: IconAlertOctagonFilled, held: IconShieldFilled, idle: IconCircleDashed,
} as const;

/** The sign of a state; always beside its word, so it says nothing to screen readers. */
export function Glyph({ mood, size = 16 }: { mood: Mood; size?: number }) {
  const Icon = GLYPHS[mood];
  return <Icon className={`glyph mood-${mood}`} size={size} stroke={1.75} aria-hidden />;
}

/** Glyph and word; resting states are muted, only trouble has a filled background. */
export function State({ mood, word }: { mood: Mood; word: string }) {
  return (
    <span className={`state mood-${mood}`}>
      <Glyph mood={mood} size={14} />
      {word}
    </span>
  );
}
