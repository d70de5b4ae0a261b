import { Button, Checkbox, Switch, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Failure } from "@/components/ui/Failure";
import { Glyph } from "@/components/ui/Glyph";
import { Card } from "@/components/ui/Page";
import { say } from "@/components/ui/toasts";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { FIRST_FORM, missingIn, NO_PROGRAM, type Form, type Program } from "./answers";
import { usePreview, useWrite, type Draft, type SetupState } from "./api";
import { ProgramFields } from "./ProgramFields";

const said = texts.setup;

/** qBittorrent, the Arrs, the folder; then the file as it would be written, and only then it is. Nothing typed here is kept anywhere else. */
export function SetupForm({ state }: { state: SetupState }) {
  const [form, setForm] = useState<Form>(FIRST_FORM);
  const preview = usePreview();
  const write = useWrite();
  const navigate = useNavigate();
  const put = (change: Partial<Form>) => {
    preview.reset();
    write.reset();
    setForm((before) => ({ ...before, ...change }));
  };
  const missing = missingIn(form);
  const save = () => write.mutate(form, { onSuccess: (result) => { say(shown(result.message)); void navigate({ to: "/" }); } });
  const failed = write.error ?? preview.error;
  return (
    <div className="setup">
      {!state.writable && <p className="setup-wrong" role="alert"><Glyph mood="bad" size={14} /> {said.notWritable(state.path)} {shown(state.why)}</p>}
      <Card title={said.clients}>
        <Programs kind="client" programs={form.clients} onChange={(clients) => put({ clients })} />
      </Card>
      <Card title={said.arrs}>
        <Programs kind="arr" programs={form.arrs} onChange={(arrs) => put({ arrs })} />
      </Card>
      <Card title={said.rest}>
        <div className="setup-program">
          <TextInput className="setup-wide" label={said.folder} description={said.folderHint} value={form.folder} spellCheck={false} onChange={(event) => put({ folder: event.currentTarget.value })} />
          <Switch className="setup-wide" label={said.dryRun} description={said.dryRunHint} checked={form.dryRun} onChange={(event) => put({ dryRun: event.currentTarget.checked })} />
          <Checkbox className="setup-wide" label={said.untested} checked={form.untested} onChange={(event) => put({ untested: event.currentTarget.checked })} />
        </div>
      </Card>
      <div className="setup-actions">
        <Button variant={preview.data ? "default" : "filled"} disabled={missing !== null || !state.writable} loading={preview.isPending} onClick={() => preview.mutate(form)}>{said.preview}</Button>
        {missing && <span className="quiet">{said.missing[missing]}</span>}
      </div>
      {failed && <Failure error={failed} />}
      {preview.data && <Preview draft={preview.data} path={state.path} isBusy={write.isPending} onWrite={save} />}
    </div>
  );
}

function Programs({ kind, programs, onChange }: { kind: "client" | "arr"; programs: Program[]; onChange: (programs: Program[]) => void }) {
  return (
    <div className="setup-programs">
      {programs.map((each, index) => (
        <ProgramFields key={index} kind={kind} program={each} onChange={(next) => onChange(programs.map((other, place) => (place === index ? next : other)))}
          {...(programs.length > 1 ? { onRemove: () => onChange(programs.filter((_other, place) => place !== index)) } : {})} />
      ))}
      <div><Button size="xs" variant="default" onClick={() => onChange([...programs, NO_PROGRAM])}>{kind === "client" ? said.anotherClient : said.anotherArr}</Button></div>
    </div>
  );
}

function Preview({ draft, path, isBusy, onWrite }: { draft: Draft; path: string; isBusy: boolean; onWrite: () => void }) {
  return (
    <Card title={said.fileAt(shown(path))}>
      <div className="setup-programs" aria-live="polite">
        {draft.refusals.map((each) => <p key={each} className="setup-wrong" role="alert"><Glyph mood="bad" size={14} /> {shown(each)}</p>)}
        {draft.notes.map((each) => <p key={each} className="setup-remark"><Glyph mood="wait" size={14} /> {shown(each)}</p>)}
        {draft.text && <pre className="mono setup-text" tabIndex={0} aria-label={said.fileAt(shown(path))}>{draft.text}</pre>}
        <div><Button disabled={draft.refusals.length > 0} loading={isBusy} onClick={onWrite}>{said.write}</Button></div>
      </div>
    </Card>
  );
}
