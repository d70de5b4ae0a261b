import { Button } from "@mantine/core";
import { useState } from "react";
import { Confirm } from "@/components/ui/Confirm";
import { Glyph } from "@/components/ui/Glyph";
import { texts } from "@/texts";
import type { Changed } from "./api/changing";
import { useEditor } from "./editor";
import { clashesOf, counted } from "./model/drafts";
import { setDrafts } from "./store";

const said = texts.config.bar;

/** What is changed in all sections, and in one sentence what saving it would do. */
export function ChangesBar({ plan, isLooking, onReview }: { plan: Changed | undefined; isLooking: boolean; onReview: () => void }) {
  const { drafts, tree, wrongs } = useEditor();
  const [isAsking, setAsking] = useState(false);
  const { changes, sections } = counted(drafts);
  if (changes === 0) return null;
  const wrong = Object.values(wrongs).flatMap((each) => Object.values(each)).flat().length;
  const clashes = clashesOf(drafts, tree).length;
  const effects = plan?.reload.effects.map((each) => each.text) ?? [];
  return (
    <div className="config-bar" role="region" aria-label={said.changes(changes, sections)}>
      <p className="config-bar-text" aria-live="polite">
        <strong>{said.changes(changes, sections)}</strong>{" "}
        {clashes > 0 ? <span className="config-wrong"><Glyph mood="wait" size={14} /> {said.conflict(clashes)}</span>
          : wrong > 0 ? <span className="config-wrong"><Glyph mood="bad" size={14} /> {said.wrong(wrong)}</span>
          : plan ? <span className="quiet">{effects[0] ? said.fewEffects(effects[0], effects.length - 1) : said.nothing}</span>
          : isLooking && <span className="quiet">{said.checking}</span>}
      </p>
      <Button variant="default" onClick={() => setAsking(true)}>{said.discard}</Button>
      <Button onClick={onReview}>{said.review}</Button>
      <Confirm opened={isAsking} title={said.discardTitle} confirm={said.discard} onClose={() => setAsking(false)} onConfirm={() => { setDrafts(() => ({})); setAsking(false); }}>
        <p>{said.discardText(changes)}</p>
      </Confirm>
    </div>
  );
}
