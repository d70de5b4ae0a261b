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
    queries.setQueryData(key(topic), read(topics[topic] as z.ZodMiniType<unknown>, message.value));
    for (const name of TOLD_BY[topic] ?? []) void queries.invalidateQueries({ queryKey: [name] });
  } else {
    stream.set({ ...stream.current, ...(message.kind === "pulse" ? { heardAt: message.at } : message) });
  }
}
