import { Button } from "@mantine/core";
import { useState } from "react";
import { Confirm } from "@/components/ui/Confirm";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { useEditor } from "./editor";
import { counted, scoped, undone } from "./model/drafts";
import { setDrafts } from "./store";

const said = texts.config.bar;

/** Saves or discards what is changed of one section; there only while others are changed as well, for else all is this one. */
export function SectionDraft({ section, onReview }: { section: string; onReview: (section: string) => void }) {
  const { drafts } = useEditor();
  const [isAsking, setAsking] = useState(false);
  const draft = drafts[section];
  if (!draft || counted(drafts).sections < 2) return null;
  const discard = () => {
    setDrafts((before) => undone(before, section));
    setAsking(false);
  };
  return (
    <div className="config-head-actions">
      {!draft.isNew && <Button size="xs" variant="default" onClick={() => setAsking(true)}>{said.discardOne}</Button>}
      <Button size="xs" variant="default" onClick={() => onReview(section)}>{said.reviewOne}</Button>
      <Confirm opened={isAsking} title={said.discardOneTitle(shown(section))} confirm={said.discardOne} onClose={() => setAsking(false)} onConfirm={discard}>
        <p>{said.discardText(counted(scoped(drafts, section)).changes)}</p>
      </Confirm>
    </div>
  );
}
