/** Shared by all tabs of a browser: one connection, told to each tab that is visible; closed while none is. */
import { Listener, surroundings, type Message } from "./listener";

export type Word = { kind: "hello"; url: string } | { kind: "visible" } | { kind: "hidden" } | { kind: "retry" } | { kind: "gone" };

interface Shared {
  onconnect: ((event: MessageEvent) => void) | null;
}

const visible = new Set<MessagePort>();
let listener: Listener | null = null;

function tell(message: Message): void {
  for (const port of visible) port.postMessage(message);
}

function show(port: MessagePort): void {
  if (!listener || visible.has(port)) return;
  visible.add(port);
  port.postMessage(listener.current);
  for (const [topic, value] of listener.values) port.postMessage({ kind: "value", topic, value, at: Date.now() } satisfies Message);
  listener.start();
}

function hide(port: MessagePort): void {
  visible.delete(port);
  if (visible.size === 0) listener?.stop();
}

(self as unknown as Shared).onconnect = (event) => {
  const port = event.ports[0];
  if (!port) return;
  port.onmessage = ({ data }: MessageEvent<Word>) => {
    if (data.kind === "hello") listener ??= new Listener(data.url, tell, surroundings);
    else if (data.kind === "visible") show(port);
    else if (data.kind === "retry") listener?.retry();
    else hide(port);
  };
};
