import { Button } from "@mantine/core";
import { useState } from "react";
import { Confirm } from "@/components/ui/Confirm";
import { texts } from "@/texts";
import { useRebuild, useRestartAll } from "./api";

const words = texts.processes;

/** Restart all, and rebuild: each says what happens and what is kept. */
export function WholeButtons({ isRebuilding }: { isRebuilding: boolean }) {
  const restart = useRestartAll();
  const rebuild = useRebuild();
  const [asking, setAsking] = useState<"restart" | "rebuild" | null>(null);
  const done = { onSettled: () => setAsking(null) };
  return (
    <>
      <Button variant="default" onClick={() => setAsking("restart")}>{words.restartAll}</Button>
      <Button variant="default" onClick={() => setAsking("rebuild")} disabled={isRebuilding} title={isRebuilding ? words.rebuilding : undefined}>{words.rebuild}</Button>
      <Confirm opened={asking === "restart"} title={words.allTitle} confirm={words.confirmAll} busy={restart.isPending} onClose={() => setAsking(null)} onConfirm={() => restart.mutate(undefined, done)}>
        <p>{words.allWhat}</p>
        <p className="processes-kept">{words.allKept}</p>
      </Confirm>
      <Confirm opened={asking === "rebuild"} title={words.rebuildTitle} confirm={words.confirmRebuild} busy={rebuild.isPending} onClose={() => setAsking(null)} onConfirm={() => rebuild.mutate(undefined, done)}>
        <p>{words.rebuildWhat}</p>
        <p className="processes-kept">{words.rebuildKept}</p>
      </Confirm>
    </>
  );
}
