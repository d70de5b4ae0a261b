import { ActionIcon, Button } from "@mantine/core";
import { IconRefresh, IconRotateClockwise2 } from "@tabler/icons-react";
import { useState } from "react";
import type { Process } from "@/api/shapes";
import { Confirm } from "@/components/ui/Confirm";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { useRestart } from "./api";
import { hasFailed } from "./rows";

const words = texts.processes;

/** Asks only if something is under way. What becomes of it the state of the row tells. */
export function RestartButton({ process }: { process: Process }) {
  const restart = useRestart();
  const [isAsking, setAsking] = useState(false);
  const active = process.kind === "search" ? (process.activeCommands ?? 0) : 0;
  const run = () => restart.mutate({ section: process.name, kind: process.kind }, { onSettled: () => setAsking(false) });
  const label = words.restartLabel(shown(process.name), words.kind[process.kind] ?? process.kind);
  const isBusy = restart.isPending || process.state === "stopping" || process.state === "starting";
  const click = () => (active > 0 ? setAsking(true) : run());
  return (
    <>
      {hasFailed(process) ? (
        <Button variant="default" size="compact-sm" loading={restart.isPending} onClick={click} aria-label={label}>{words.start}</Button>
      ) : (
        <ActionIcon variant="subtle" className="processes-icon" loading={restart.isPending} disabled={isBusy} onClick={click} aria-label={label} title={words.restart}><IconRefresh size={16} stroke={1.75} /></ActionIcon>
      )}
      <Confirm opened={isAsking} title={words.interruptTitle(shown(process.name))} confirm={words.restart} busy={restart.isPending} onClose={() => setAsking(false)} onConfirm={run}>
        <p>{words.interrupt(active)}</p>
      </Confirm>
    </>
  );
}

/** All of a section. */
export function RestartSection({ name }: { name: string }) {
  const restart = useRestart();
  const [isAsking, setAsking] = useState(false);
  const label = words.restartSection(shown(name));
  return (
    <>
      <ActionIcon variant="subtle" className="processes-icon" onClick={() => setAsking(true)} aria-label={label} title={label}><IconRotateClockwise2 size={16} stroke={1.75} /></ActionIcon>
      <Confirm opened={isAsking} title={`${label}?`} confirm={words.restart} busy={restart.isPending} onClose={() => setAsking(false)}
        onConfirm={() => restart.mutate({ section: name, kind: "all" }, { onSettled: () => setAsking(false) })}>
        <p>{words.allWhat}</p>
        <p className="processes-kept">{words.allKept}</p>
      </Confirm>
    </>
  );
}
