import { createServer, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands between browser and program, counts what passes, and can add events to the stream. */
export interface Meter {
  readonly address: string;
  /** Bytes to and from the browser so far, heads included as they are written. */
  bytes(): number;
  /** Sends an event on every stream that is open; how many there are. */
  tell(event: string, data: object): number;
  /** The value of a topic as the stream told it at its beginning. */
  told(topic: string): unknown;
  close(): void;
}

export async function metered(upstream: string): Promise<Meter> {
  const to = new URL(upstream);
  const streams = new Set<ServerResponse>();
  const snapshots = new Map<string, unknown>();
  let sum = 0;
  const server = createServer((asked, answer) => {
    const isStream = asked.url?.endsWith("/web/events") ?? false;
    sum += asked.rawHeaders.join(": ").length + (asked.url?.length ?? 0);
    const onward = request({ host: to.hostname, port: to.port, path: asked.url, method: asked.method, headers: { ...asked.headers, host: to.host } }, (got) => {
      sum += got.rawHeaders.join(": ").length;
      answer.writeHead(got.statusCode ?? 502, got.headers);
      if (isStream) streams.add(answer);
      got.on("data", (chunk: Buffer) => {
        sum += chunk.length;
        if (isStream) keep(chunk.toString("utf8"), snapshots);
        answer.write(chunk);
      });
      got.on("end", () => answer.end());
    });
    onward.on("error", () => answer.destroy());
    answer.on("close", () => {
      streams.delete(answer);
      onward.destroy();
    });
    asked.on("data", (chunk: Buffer) => (sum += chunk.length));
    asked.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bytes: () => sum,
    tell(event, data) {
      for (const each of streams) each.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
      return streams.size;
    },
    told: (topic) => snapshots.get(topic),
    close() {
      for (const each of streams) each.destroy();
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Snapshots that came in one piece; the others are not needed. */
function keep(text: string, into: Map<string, unknown>): void {
  for (const line of text.split("\n")) {
    if (!line.startsWith("data: ")) continue;
    try {
      const { topic, value } = JSON.parse(line.slice(6)) as { topic?: string; value?: unknown };
      if (topic && value !== undefined) into.set(topic, value);
    } catch {
      // the end of it is in the next piece
    }
  }
}
