import { Listener, surroundings, type Message } from "./listener";
import type { Word } from "./worker";
import { apiUrl } from "@/lib/base";

export interface Connection {
  retry(): void;
  close(): void;
}

/** Connects this tab with the event stream: through the worker its browser's tabs share, or alone where there is none. */
export function connect(tell: (message: Message) => void): Connection {
  const url = apiUrl("events");
  return typeof SharedWorker === "undefined" ? alone(url, tell) : shared(url, tell);
}

function shared(url: string, tell: (message: Message) => void): Connection {
  const { port } = new SharedWorker(new URL("./worker.ts", import.meta.url), { type: "module", name: `qbitrr ${url}` });
  const say = (word: Word) => port.postMessage(word);
  port.onmessage = ({ data }: MessageEvent<Message>) => tell(data);
  say({ kind: "hello", url });
  return following(() => say({ kind: "visible" }), () => say({ kind: "hidden" }), () => say({ kind: "retry" }));
}

function alone(url: string, tell: (message: Message) => void): Connection {
  const listener = new Listener(url, tell, surroundings);
  return following(() => listener.start(), () => listener.stop(), () => listener.retry());
}

/** Hidden tabs are quiet. */
function following(show: () => void, hide: () => void, retry: () => void): Connection {
  const look = () => (document.visibilityState === "visible" ? show() : hide());
  document.addEventListener("visibilitychange", look);
  window.addEventListener("pagehide", hide);
  window.addEventListener("pageshow", look);
  look();
  return {
    retry,
    close() {
      document.removeEventListener("visibilitychange", look);
      window.removeEventListener("pagehide", hide);
      window.removeEventListener("pageshow", look);
      hide();
    },
  };
}
