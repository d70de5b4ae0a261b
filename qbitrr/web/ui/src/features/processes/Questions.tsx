import { useState, type ReactNode } from "react";
import type { Process } from "@/api/shapes";
import { Confirm } from "@/components/ui/Confirm";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { useRestart } from "./api";
import { AskContext, interrupted, type Asked } from "./asking";

const words = texts.processes;

/** Asks before restarts. It stands above rows and cards, of which there are others once the window has another width. */
export function Questions({ processes, children }: { processes: readonly Process[]; children: ReactNode }) {
  const restart = useRestart();
  const [asked, ask] = useState<Asked | null>(null);
  const close = () => ask(null);
  const isWhole = asked?.kind === "all";
  const child = processes.find((each) => each.name === asked?.section && each.kind === asked.kind);
  const name = shown(asked?.section ?? "");
  return (
    <AskContext value={ask}>
      {children}
      <Confirm opened={asked !== null} title={isWhole ? `${words.restartSection(name)}?` : words.interruptTitle(name)} confirm={words.restart} busy={restart.isPending} onClose={close}
        onConfirm={() => asked && restart.mutate(asked, { onSettled: close })}>
        {isWhole ? <><p>{words.allWhat}</p><p className="processes-kept">{words.allKept}</p></> : <p>{words.interrupt(child ? interrupted(child) : 0)}</p>}
      </Confirm>
    </AskContext>
  );
}
