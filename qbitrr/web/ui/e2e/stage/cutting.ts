import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/** A way to a program that can be cut and mended, always at the same address. */
export interface Way {
  readonly address: string;
  cut(): Promise<void>;
  mend(): Promise<void>;
}

/** A way to *target*, open. */
export async function wayTo(target: string): Promise<Way> {
  const server = createServer((asking, answering) => {
    const onward = request(`${target}${asking.url ?? ""}`, { method: asking.method ?? "GET", headers: asking.headers }, (answer) => {
      answering.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(answering);
    });
    onward.on("error", () => answering.destroy());
    answering.on("close", () => onward.destroy());
    asking.pipe(onward);
  });
  let port = 0;
  const mend = () => new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  await mend();
  port = (server.address() as AddressInfo).port;
  return {
    address: `http://127.0.0.1:${port}`,
    mend,
    cut: () => new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    }),
  }; // prettier-ignore
}
