import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get, post } from "@/api/client";
import { useLive, useStream } from "@/api/live/store";
import { count, numberOrNull, read, rows, text } from "@/api/reading";
import { process, type Process } from "@/api/shapes";
import { part } from "@/lib/base";

const processesQuery = queryOptions({
  queryKey: ["processes"],
  queryFn: async ({ signal }) => read(z.object({ processes: rows(process) }), await get("processes", { signal })).processes,
});

/** All children: as the stream tells them, and asked for every five seconds while it is away. */
export function useProcesses() {
  const live = useLive("processes");
  const { isConnected } = useStream();
  const asked = useQuery({ ...processesQuery, enabled: !isConnected || live === undefined, refetchInterval: isConnected ? false : 5_000 });
  const told: Process[] | undefined = live && (isConnected || asked.data === undefined) ? Object.values(live.processes) : asked.data;
  return { processes: told, error: told === undefined ? asked.error : null, retry: () => void asked.refetch() };
}

const used = z.object({ name: text, kind: text, category: text, memoryBytes: numberOrNull, cpuShare: numberOrNull });
export type Usage = z.infer<typeof used>;

const USAGE_SECONDS = 5;

/** What the children take of the machine: measured while this page is looked at, and not otherwise. */
export function useUsage(): (process: Process) => Usage | undefined {
  const { data } = useQuery({
    queryKey: ["processes", "usage"],
    queryFn: async ({ signal }) => read(z.object({ processes: rows(used) }), await get("processes/usage", { signal })).processes,
    refetchInterval: USAGE_SECONDS * 1_000,
    // What it says is of a moment: a failure is none to report.
    retry: false,
  });
  return (process) => (process.pid === null ? undefined : data?.find((each) => each.name === process.name && each.kind === process.kind && each.category === process.category));
}

// What is as usual is left out.
const pass = z.object({ at: text, turns: count, seconds: count, outcome: z.catch(z.string(), "done"), why: text });
export type Pass = z.infer<typeof pass>;
const ofChild = z.object({ name: text, kind: text, category: text, passes: rows(pass) });
const NONE: readonly Pass[] = [];
/** Sixty of each loop are much to ask for. */
const PASSES_SECONDS = 15;

/** What each loop did in its last passes, the oldest first: asked while this page is looked at, for nobody else needs it. */
export function usePasses(): (process: Process) => readonly Pass[] {
  const { data } = useQuery({
    queryKey: ["processes", "passes"],
    queryFn: async ({ signal }) => read(z.object({ processes: rows(ofChild) }), await get("processes/passes", { signal })).processes,
    refetchInterval: PASSES_SECONDS * 1_000,
    retry: false,
  });
  return (process) => data?.find((each) => each.name === process.name && each.kind === process.kind && each.category === process.category)?.passes ?? NONE;
}

export interface Restarted {
  section: string;
  /** `torrent`, `search`, `category` or `all`. */
  kind: string;
}

/** Only orders it: the stream tells how it goes. */
export function useRestart() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ section, kind }: Restarted) => post(`processes/${part(section)}/${part(kind)}/restart`),
    onSettled: () => queries.invalidateQueries({ queryKey: ["processes"] }),
  });
}

export const useRestartAll = () => useMutation({ mutationFn: () => post("processes/restart_all") });
export const useRebuild = () => useMutation({ mutationFn: () => post("arr/rebuild") });
