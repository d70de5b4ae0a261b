import { ActionIcon, Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import type { Process } from "@/api/shapes";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { useRestart } from "./api";
import { interrupted, useAsk } from "./asking";
import { hasFailed } from "./rows";

const words = texts.processes;

/** Asks only if something is under way. What becomes of it the state of the row tells. */
export function RestartButton({ process }: { process: Process }) {
  const restart = useRestart();
  const ask = useAsk();
  const label = words.restartLabel(shown(process.name), words.kind[process.kind] ?? process.kind);
  const isBusy = restart.isPending || process.state === "stopping" || process.state === "starting";
  const click = () => (interrupted(process) > 0 ? ask({ section: process.name, kind: process.kind }) : restart.mutate({ section: process.name, kind: process.kind }));
  return hasFailed(process) ? (
    <Button variant="default" size="compact-sm" loading={restart.isPending} onClick={click} aria-label={label}>{words.start}</Button>
  ) : (
    <ActionIcon variant="subtle" className="processes-icon" loading={restart.isPending} disabled={isBusy} onClick={click} aria-label={label} title={words.restart}><IconRefresh size={16} stroke={1.75} /></ActionIcon>
  );
}

/** All of a section. */
export function RestartSection({ name }: { name: string }) {
  const ask = useAsk();
  const label = words.restartSection(shown(name));
  return <ActionIcon variant="subtle" className="processes-icon" onClick={() => ask({ section: name, kind: "all" })} aria-label={label} title={label}><IconRefresh size={16} stroke={1.75} /></ActionIcon>;
}
