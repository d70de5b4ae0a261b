import { Button, Modal, NativeSelect, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState, type FormEvent } from "react";
import { texts } from "@/texts";
import { useEditor } from "./editor";
import { begun } from "./model/drafts";
import { ARR_TYPES, firstValues, wrongName } from "./model/sections";
import { setDrafts } from "./store";

const said = texts.config.add;

/** Begins a section: nothing is saved before the review. */
export function AddSection({ sections, onClose }: { sections: readonly string[]; onClose: () => void }) {
  const { tree } = useEditor();
  const [type, setType] = useState<string>("Radarr");
  const [word, setWord] = useState("");
  const [isTried, setTried] = useState(false);
  const navigate = useNavigate();
  const name = type === "qBit" && !word.trim() ? "qBit" : `${type}-${word.trim()}`;
  const wrong = wrongName(name, type, sections);
  const begin = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (wrong) return;
    setDrafts((drafts) => begun(drafts, name, firstValues(name, tree)));
    onClose();
    void navigate({ to: "/config/$section", params: { section: name } as never });
  };
  return (
    <Modal opened onClose={onClose} title={said.title} closeButtonProps={{ "aria-label": texts.common.close }}>
      <form className="config-review" onSubmit={begin} noValidate>
        <NativeSelect label={said.type} value={type} onChange={(event) => setType(event.currentTarget.value)} data={[...ARR_TYPES, { value: "qBit", label: "qBittorrent" }]} />
        <TextInput label={said.name} description={said.hint} leftSection={<span className="quiet">{type}-</span>} leftSectionWidth={72} value={word} spellCheck={false} data-autofocus
          error={isTried && wrong ? texts.config.names[wrong] : undefined} onChange={(event) => setWord(event.currentTarget.value)} />
        <p className="quiet">{said.note}</p>
        <div className="config-modal-actions">
          <Button variant="default" onClick={onClose}>{texts.common.cancel}</Button>
          <Button type="submit">{said.add}</Button>
        </div>
      </form>
    </Modal>
  );
}
