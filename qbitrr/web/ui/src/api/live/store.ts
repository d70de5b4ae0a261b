import { skipToken, useQuery, type QueryClient } from "@tanstack/react-query";
import type * as z from "zod/mini";
import { connect, type Connection } from "./connection";
import type { Message } from "./listener";
import { topics, type Told, type Topic } from "./topics";
import { read } from "../reading";
import { Shared, useShared } from "@/lib/shared";

export interface Stream {
  isConnected: boolean;
  /** When the last thing was heard (ms), 0: nothing yet. */
  heardAt: number;
  since: number;
  retryAt: number | null;
}

const stream = new Shared<Stream>({ isConnected: false, heardAt: 0, since: 0, retryAt: null });
let connection: Connection | null = null;

const key = (topic: Topic) => ["live", topic] as const;

/** Feeds the cache of *queries* from the stream until what it returns is called. */
export function feed(queries: QueryClient): () => void {
  const mine = connect((message) => heard(queries, message));
  connection = mine;
  return () => {
    mine.close();
    if (connection === mine) connection = null;
  };
}

/** What is asked anew as soon as a topic changes; between two changes it is seldom asked. */
const TOLD_BY: Partial<Record<Topic, readonly string[]>> = {
  activity: ["activity"], quarantine: ["quarantine"], torrents: ["torrents", "qbit"], config: ["config"], status: ["health"], removals: ["removals"],
}; // prettier-ignore

/** Of a query that is only asked anew when a person says so. */
export const STANDS_STILL = { refetchInterval: false, meta: { standsStill: true } } as const;

export const retryStream = (): void => connection?.retry();

/** The newest value of a topic; undefined until it is first told. */
export function useLive<T extends Topic>(topic: T): Told<T> | undefined {
  const { data } = useQuery<Told<T>>({ queryKey: key(topic), queryFn: skipToken, staleTime: Infinity, gcTime: Infinity });
  return data;
}

export const useStream = (): Stream => useShared(stream);

function heard(queries: QueryClient, message: Message): void {
  if (message.kind === "value") {
    const topic = message.topic as Topic;
    if (!(topic in topics)) return;
    const before = queries.getQueryData(key(topic));
    const now = read(topics[topic] as z.ZodMiniType<unknown>, message.value);
    queries.setQueryData(key(topic), now);
    const isUnwell = topic === "processes" && statesOf(before) !== statesOf(now);
    for (const name of isUnwell ? ["health"] : (TOLD_BY[topic] ?? [])) void queries.invalidateQueries({ queryKey: [name], predicate: ({ meta }) => meta?.["standsStill"] !== true });
  } else {
    stream.set({ ...stream.current, ...(message.kind === "pulse" ? { heardAt: message.at } : message) });
  }
}

/** Children report all the time; how each of them does only changes with these. */
function statesOf(told: unknown): string {
  const { processes = {} } = (told ?? {}) as Partial<Told<"processes">>;
  return Object.entries(processes).map(([name, { state, alive }]) => `${name} ${state} ${String(alive)}`).join();
}
