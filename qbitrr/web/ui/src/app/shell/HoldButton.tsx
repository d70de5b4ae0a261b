import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { IconHandStop } from "@tabler/icons-react";
import { useState } from "react";
import { useHold } from "@/api/holds";
import { Confirm } from "@/components/ui/Confirm";
import { texts } from "@/texts";

/** Where a frightened person finds it: stops every change at once. */
export function HoldButton({ isSmall = false }: { isSmall?: boolean }) {
  const [opened, setOpened] = useState(false);
  const [minutes, setMinutes] = useState("60");
  const [reason, setReason] = useState("");
  const hold = useHold();
  const done = () => setOpened(false);
  return (
    <>
      <Button variant="default" size={isSmall ? "compact-sm" : "sm"} leftSection={<IconHandStop size={18} stroke={1.75} aria-hidden />} onClick={() => setOpened(true)} aria-label={texts.hold.button}>
        <span className="hold-wide">{texts.hold.button}</span><span className="hold-narrow" aria-hidden>{texts.hold.short}</span>
      </Button>
      <Confirm opened={opened} title={texts.hold.title} confirm={texts.hold.confirm} busy={hold.isPending} onClose={done}
        onConfirm={() => hold.mutate({ minutes: Number(minutes), reason }, { onSuccess: done })}>
        <p>{texts.hold.what}</p>
        <SegmentedControl mt="md" fullWidth aria-label={texts.hold.minutes} value={minutes} onChange={setMinutes}
          data={Object.entries(texts.hold.options).map(([value, label]) => ({ value, label }))} />
        <TextInput mt="md" label={texts.hold.reason} value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />
      </Confirm>
    </>
  );
}
