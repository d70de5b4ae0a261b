import { Switch } from "@mantine/core";
import { useState } from "react";
import { Confirm } from "@/components/ui/Confirm";
import { middleCut, shown } from "@/lib/format";
import { texts } from "@/texts";

const words = texts.why;
const NAMED = 5;

interface ConfirmRemovalProps {
  action: string;
  names: readonly string[];
  busy?: boolean;
  onConfirm: (files: boolean) => void;
  onClose: () => void;
}

/** Asks before something goes: what it is, what happens, what is kept. */
export function ConfirmRemoval({ action, names, busy = false, onConfirm, onClose }: ConfirmRemovalProps) {
  const [files, setFiles] = useState(true);
  const [label, effect] = words.action[action] ?? [action, ""];
  const isFinal = action === "purge";
  return (
    <Confirm opened title={words.confirmTitle(label, names.length, middleCut(shown(names[0] ?? ""), 60))} confirm={label} dangerous busy={busy} onClose={onClose} onConfirm={() => onConfirm(files)}>
      <p>{effect}</p>
      {names.length > 1 && (
        <ul className="confirm-names">
          {names.slice(0, NAMED).map((name) => <li key={name}>{middleCut(shown(name), 60)}</li>)}
          {names.length > NAMED && <li className="quiet">{words.andMore(names.length - NAMED)}</li>}
        </ul>
      )}
      {!isFinal && <p className="quiet confirm-kept">{words.kept}</p>}
      {action === "remove" && <Switch mt="md" checked={files} onChange={(event) => setFiles(event.currentTarget.checked)} label={files ? words.withFiles : words.withoutFiles} />}
    </Confirm>
  );
}
