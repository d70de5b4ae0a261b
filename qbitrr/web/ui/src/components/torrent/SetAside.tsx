import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useDutyOrder, type Which } from "@/api/removals";
import { Confirm } from "@/components/ui/Confirm";
import { say } from "@/components/ui/toasts";
import { middleCut, shown } from "@/lib/format";
import { texts } from "@/texts";

const words = texts.why.duty;

/** Asks why the duty of a torrent is set aside, and says what may come of it; what was typed stays if that fails. */
export function SetAside({ which, name, onClose }: { which: Which; name: string; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [isLacking, setLacking] = useState(false);
  const waive = useDutyOrder("waive");
  const order = () => {
    if (!reason.trim()) return setLacking(true);
    if (waive.isPending) return;
    waive.mutate({ instance: which.instance, hash: which.hash, reason: reason.trim() }, { onSuccess: () => { say(words.waived); onClose(); } });
  };
  return (
    <Confirm opened title={words.question(middleCut(shown(name), 60))} confirm={words.confirm} dangerous busy={waive.isPending} onClose={onClose} onConfirm={order}>
      <p>{words.what}</p>
      <p className="quiet confirm-kept">{words.until}</p>
      <form noValidate onSubmit={(event) => { event.preventDefault(); order(); }}>
        <TextInput mt="md" label={words.reason} value={reason} maxLength={500} required data-autofocus error={isLacking && !reason.trim() ? words.noReason : undefined}
          onChange={(event) => setReason(event.currentTarget.value)} />
      </form>
    </Confirm>
  );
}
