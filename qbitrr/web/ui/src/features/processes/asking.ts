import { createContext, use } from "react";
import type { Process } from "@/api/shapes";

/** What is to be restarted: a child of a section, or "all" of them. */
export interface Asked {
  section: string;
  kind: string;
}

export const AskContext = createContext<(what: Asked) => void>(() => undefined);
export const useAsk = () => use(AskContext);

/** How many searches a restart of *process* would interrupt. */
export const interrupted = (process: Process): number => (process.kind === "search" ? (process.activeCommands ?? 0) : 0);
