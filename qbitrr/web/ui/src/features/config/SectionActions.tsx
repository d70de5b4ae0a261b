import { Button, Modal, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Confirm } from "@/components/ui/Confirm";
import { say } from "@/components/ui/toasts";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { useChange } from "./api/changing";
import { useEditor } from "./editor";
import { moved, undone } from "./model/drafts";
import { arrTypeOf, kindOf, wrongName } from "./model/sections";
import { PlanOf } from "./PlanWords";
import { setDrafts } from "./store";

const said = texts.config;

/** Rename and delete, each with what it would do. Sections of the program itself have neither. */
export function SectionActions({ section, sections, revision }: { section: string; sections: readonly string[]; revision: string }) {
  const { drafts } = useEditor();
  const [open, setOpen] = useState<"rename" | "remove" | null>(null);
  const navigate = useNavigate();
  const kind = kindOf(section);
  if (kind !== "Arr" && kind !== "qBit") return null;
  const discard = () => {
    setDrafts((before) => undone(before, section));
    void navigate({ to: "/config" });
  };
  if (drafts[section]?.isNew) return <Button size="xs" variant="default" onClick={discard}>{said.bar.discard}</Button>;
  return (
    <div className="config-head-actions">
      <Button size="xs" variant="default" onClick={() => setOpen("rename")}>{said.rename.button}</Button>
      <Button size="xs" variant="default" onClick={() => setOpen("remove")}>{said.remove.button}</Button>
      {open === "rename" && <Rename section={section} sections={sections} revision={revision} onClose={() => setOpen(null)} />}
      {open === "remove" && <Remove section={section} revision={revision} onClose={() => setOpen(null)} />}
    </div>
  );
}

function Rename({ section, sections, revision, onClose }: { section: string; sections: readonly string[]; revision: string; onClose: () => void }) {
  const [name, setName] = useState(section);
  const change = useChange();
  const navigate = useNavigate();
  const type = arrTypeOf(section) ?? "qBit";
  const wrong = name === section ? null : wrongName(name, type, sections);
  const wish = { changes: {}, renames: { [section]: name } };
  const save = () =>
    change.mutate({ kind: "change", wish, revision }, {
      onSuccess: () => {
        setDrafts((drafts) => moved(drafts, section, name));
        say(said.rename.done(shown(name)));
        onClose();
        void navigate({ to: "/config/$section", params: { section: name } as never });
      },
    });
  return (
    <Modal opened onClose={onClose} title={said.rename.title(shown(section))} closeButtonProps={{ "aria-label": texts.common.close }}>
      <div className="config-review">
        <p>{said.rename.text}</p>
        <TextInput label={said.rename.label} value={name} error={wrong ? said.names[wrong] : change.error?.message} spellCheck={false} data-autofocus onChange={(event) => setName(event.currentTarget.value)} />
        {name !== section && !wrong && <PlanOf wish={wish} revision={revision} />}
        <div className="config-modal-actions">
          <Button variant="default" onClick={onClose}>{texts.common.cancel}</Button>
          <Button disabled={name === section || wrong !== null} loading={change.isPending} onClick={save}>{said.rename.save}</Button>
        </div>
      </div>
    </Modal>
  );
}

function Remove({ section, revision, onClose }: { section: string; revision: string; onClose: () => void }) {
  const change = useChange();
  const navigate = useNavigate();
  const wish = { changes: { [JSON.stringify([section])]: null }, renames: {} };
  const save = () =>
    change.mutate({ kind: "change", wish, revision }, {
      onSuccess: () => {
        setDrafts((drafts) => undone(drafts, section));
        say(said.remove.done(shown(section)));
        onClose();
        void navigate({ to: "/config" });
      },
    });
  return (
    <Confirm opened title={said.remove.title(shown(section))} confirm={said.remove.save} dangerous busy={change.isPending} onConfirm={save} onClose={onClose}>
      <div className="config-review">
        <p>{said.remove.text}</p>
        <PlanOf wish={wish} revision={revision} />
        {change.error && <p role="alert" className="config-wrong">{shown(change.error.message)}</p>}
      </div>
    </Confirm>
  );
}
