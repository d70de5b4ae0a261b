import type { Process } from "@/api/shapes";
import { Time } from "@/components/ui/Time";
import { duration, number } from "@/lib/format";
import { texts } from "@/texts";

const words = texts.processes;

/** How many of the restarts it may have were used, and while any were, when all of them are left again. */
export function Budget({ process: { restarts, restartsAllowed, restartWindowSeconds, budgetRenewedAt } }: { process: Process }) {
  if (restartsAllowed === null) return <span title={words.noRestarts}>{number(restarts)}</span>;
  return (
    <>
      <span title={words.window(duration(restartWindowSeconds))} className={restarts >= restartsAllowed ? "mood-bad processes-said" : restarts > 0 ? "mood-wait processes-said" : undefined}>{words.budget(restarts, restartsAllowed)}</span>
      {restarts > 0 && budgetRenewedAt && <span className="processes-renewed quiet">{words.renewed} <Time iso={budgetRenewedAt} /></span>}
    </>
  );
}
