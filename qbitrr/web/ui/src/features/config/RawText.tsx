import { Button, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Asked } from "@/components/ui/Asked";
import { Glyph } from "@/components/ui/Glyph";
import { Skeletons } from "@/components/ui/Skeletons";
import { say } from "@/components/ui/toasts";
import { apiUrl } from "@/lib/base";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { isConflict, useChange, wrongKeys } from "./api/changing";
import { contentQuery } from "./api/content";
import { rawQuery } from "./api/file";
import { useEditor } from "./editor";
import { counted } from "./model/drafts";
import { PlanWords } from "./PlanWords";

const said = texts.config.rawText;

/** The whole file as text, tried before it is saved. */
export function RawText() {
  const query = useQuery(rawQuery);
  return (
    <>
      <h2 className="config-title">{texts.config.raw}</h2>
      <p className="quiet">{said.intro}</p>
      <Asked query={query} skeleton={<Skeletons rows={12} height="20px" />}>{(found) => <Editor text={found.text} revision={found.revision} />}</Asked>
    </>
  );
}

/** What was typed, and the file it was made of: that may change meanwhile. */
interface Draft {
  text: string;
  made: { text: string; revision: string };
}

function Editor({ text, revision }: { text: string; revision: string }) {
  const { drafts } = useEditor();
  const queries = useQueryClient();
  const [draft, setDraft] = useState<Draft | null>(null);
  const trial = useChange();
  const change = useChange();
  const again = () => queries.invalidateQueries({ queryKey: rawQuery.queryKey });
  const failed = change.error ?? trial.error;
  const wrong = wrongKeys(failed);
  const made = draft?.made ?? { text, revision };
  const newest = useQuery(contentQuery).data?.revision ?? made.revision;
  const mine = draft?.text ?? text;
  const isChanged = draft !== null;
  const edit = (next: string) => {
    setDraft(next === made.text ? null : { text: next, made });
    trial.reset();
    change.reset();
  };
  // While nothing is typed here, what others change is shown.
  useEffect(() => {
    if (!isChanged && newest !== revision) void queries.invalidateQueries({ queryKey: rawQuery.queryKey });
  }, [isChanged, newest, revision, queries]);
  const order = { kind: "text", text: mine, revision: made.revision } as const;
  const save = () => change.mutate(order, { onSuccess: () => { say(said.saved); void again().then(() => setDraft(null)); } });
  const reread = () => void again().then(() => { setDraft(null); trial.reset(); change.reset(); });
  return (
    <div className="config-review">
      <Textarea aria-label={texts.config.raw} value={mine} rows={Math.min(40, Math.max(16, mine.split("\n").length))} spellCheck={false} classNames={{ input: "config-lines mono" }} onChange={(event) => edit(event.currentTarget.value)} />
      {counted(drafts).changes > 0 && <p className="config-remark"><Glyph mood="wait" size={14} /> {said.unsavedDrafts}</p>}
      {isChanged && made.revision !== newest && !change.isSuccess && <p className="config-remark" role="status"><Glyph mood="wait" size={14} /> {said.elsewhere}</p>}
      {wrong.map((each) => <p key={each.message} className="config-wrong" role="alert"><Glyph mood="bad" size={14} /> {each.path && <code className="mono">{shown(each.path)}</code>} {shown(each.message)}</p>)}
      {failed && wrong.length === 0 && <p className="config-wrong" role="alert"><Glyph mood="bad" size={14} /> {shown(failed.message)}</p>}
      {trial.data && !failed && <><p className="config-good" role="status"><Glyph mood="good" size={14} /> {said.good}</p><PlanWords plan={trial.data} /></>}
      <div className="config-modal-actions">
        <Button component="a" href={apiUrl("config/export")} variant="subtle">{texts.config.export}</Button>
        {(isConflict(failed) || isChanged) && <Button variant="default" onClick={reread}>{said.again}</Button>}
        <Button variant="default" disabled={!isChanged} loading={trial.isPending} onClick={() => trial.mutate({ ...order, dryRun: true })}>{said.check}</Button>
        <Button disabled={!isChanged || trial.data === undefined} loading={change.isPending} onClick={save}>{said.save}</Button>
      </div>
    </div>
  );
}
