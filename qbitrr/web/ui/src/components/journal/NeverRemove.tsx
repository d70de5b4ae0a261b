import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useNeverRemove } from "@/api/removals";
import type { Entry } from "@/api/shapes";
import { Confirm } from "@/components/ui/Confirm";
import { say } from "@/components/ui/toasts";
import { middleCut, shown } from "@/lib/format";
import { texts } from "@/texts";

const words = texts.journal.keep;

/** Asks why a torrent is to stay for good; what was typed stays if that fails. */
export function NeverRemove({ which, isHeld, onClose }: { which: Entry; isHeld: boolean; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [isLacking, setLacking] = useState(false);
  const keep = useNeverRemove();
  const order = () => {
    if (!reason.trim()) return setLacking(true);
    if (keep.isPending) return;
    keep.mutate({ instance: which.instance, hash: which.hash, isHeld, reason: reason.trim() }, { onSuccess: () => { say(words.done); onClose(); } });
  };
  return (
    <Confirm opened title={words.question(middleCut(shown(which.name), 60))} confirm={words.confirm} busy={keep.isPending} onClose={onClose} onConfirm={order}>
      <p>{isHeld ? words.held : words.open}</p>
      <p className="quiet confirm-kept">{words.until}</p>
      <form noValidate onSubmit={(event) => { event.preventDefault(); order(); }}>
        <TextInput mt="md" label={words.reason} value={reason} maxLength={500} required data-autofocus error={isLacking && !reason.trim() ? words.noReason : undefined}
          onChange={(event) => setReason(event.currentTarget.value)} />
      </form>
    </Confirm>
  );
}
