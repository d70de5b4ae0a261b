import { Bytes } from "@/components/ui/Numbers";
import { NONE, number } from "@/lib/format";
import { texts } from "@/texts";
import type { Usage } from "./api";

/** Memory of a child, with its part of what all share. */
export function Memory({ usage }: { usage: Usage | undefined }) {
  return usage?.memoryBytes === null || usage === undefined ? <>{NONE}</> : <span title={texts.processes.memoryWhat}><Bytes size={usage.memoryBytes} /></span>;
}

/** How much of one processor it used just now. */
export function Processor({ usage }: { usage: Usage | undefined }) {
  if (usage === undefined || usage.cpuShare === null) return <>{NONE}</>;
  const part = usage.cpuShare * 100;
  return <span className="number" title={texts.processes.processorWhat}>{number(part, part < 9.95 ? 1 : 0)}<span className="unit">{"\u202f"}%</span></span>;
}
