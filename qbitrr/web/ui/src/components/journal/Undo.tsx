import { Button } from "@mantine/core";
import { useLive } from "@/api/live/store";
import { useRemovalOrder, type Which } from "@/api/removals";
import { texts } from "@/texts";

/** Takes a removal back while that is possible: out of quarantine, or before it went. Nothing where it is not. */
export function Undo({ which, name }: { which: Which; name: string }) {
  const quarantine = useLive("quarantine");
  const removals = useLive("removals");
  const undo = useRemovalOrder("quarantine/undo");
  const cancel = useRemovalOrder("removals/cancel");
  const key = `${which.instance}/${which.hash}`;
  const held = quarantine?.quarantine[key];
  if (undo.isSuccess) return <span className="quiet" role="status">{texts.journal.undone}</span>;
  if (cancel.isSuccess) return <span className="quiet" role="status">{texts.journal.cancelled}</span>;
  if (held) {
    return (
      <Button variant="default" size="compact-sm" loading={undo.isPending} aria-label={texts.journal.undoOf(name)} title={texts.journal.undoTo(held.category)}
        onClick={() => undo.mutate(which)}>{texts.common.undo}</Button>
    );
  }
  if (!removals?.removals[key]) return null;
  return (
    <Button variant="default" size="compact-sm" loading={cancel.isPending} aria-label={texts.journal.cancelOf(name)} onClick={() => cancel.mutate(which)}>
      {texts.journal.cancel}
    </Button>
  );
}
