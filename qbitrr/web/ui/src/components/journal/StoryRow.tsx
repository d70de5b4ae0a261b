import { Button } from "@mantine/core";
import { memo, useId } from "react";
import { Glyph } from "@/components/ui/Glyph";
import { CutName } from "@/components/ui/CutName";
import { Time } from "@/components/ui/Time";
import { absolute, instant, shown, timeOfDay } from "@/lib/format";
import { texts } from "@/texts";
import { numbersInWords } from "./Numbers";
import { StoryFacts } from "./StoryFacts";
import { isUndoable, moodOf, verbOf, type Story } from "./stories";
import { Undo } from "./Undo";
import "./journal.css";

interface StoryRowProps {
  story: Story;
  isOpen: boolean;
  onToggle: (id: number) => void;
  /** Where the day stands above: the time of day. Else how long ago it was. */
  clock?: boolean;
}

/** One decision: what was done to what, why with its numbers, Undo while it can be undone, and the facts folded open. */
export const StoryRow = memo(function StoryRow({ story, isOpen, onToggle, clock = false }: StoryRowProps) {
  const { head } = story;
  const facts = useId();
  const at = instant(head.at) ?? 0;
  const mood = moodOf(head);
  const verb = verbOf(head);
  const numbers = numbersInWords(head.why);
  const reason = verb && head.name ? (head.why?.text ?? "") : "";
  return (
    <article className={`journal-story mood-${mood}`}>
      <div className={clock ? "journal-line with-clock" : "journal-line"}>
        <Glyph mood={mood} />
        {clock && <time className="journal-clock" dateTime={head.at} title={absolute(at)}>{timeOfDay(at)}</time>}
        <div className="journal-what" title={shown(head.text)}>
          {verb && head.name ? <>{verb} <strong><CutName text={head.name} /></strong></> : <CutName text={head.text} />}
        </div>
        <p className="journal-why">
          {reason && <span className="journal-reason">{shown(reason)}</span>}
          {numbers && <span>{numbers}</span>}
          <span className="quiet">{head.section}{!clock && <>{" · "}<Time iso={head.at} /></>}</span>
        </p>
        <div className="journal-actions">
          {isUndoable(head) && <Undo which={head} name={head.name} />}
          <Button variant="subtle" color="gray" size="compact-sm" className="journal-fold" aria-expanded={isOpen} aria-controls={facts} onClick={() => onToggle(head.id)}
            aria-label={texts.journal.whyOf(head.name || head.text)}>{texts.common.why}</Button>
        </div>
      </div>
      <div id={facts} hidden={!isOpen}>{isOpen && <StoryFacts story={story} />}</div>
    </article>
  );
});
