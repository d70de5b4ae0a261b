import { describe, expect, it } from "vitest";
import { Listener, type Message } from "./listener";

class Source {
  readonly listeners = new Map<string, (event: MessageEvent<string>) => void>();
  onerror: ((event: Event) => void) | null = null;
  isClosed = false;
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void) {
    this.listeners.set(name, listener);
  }
  close() {
    this.isClosed = true;
  }
  send(name: string, value: unknown) {
    this.listeners.get(name)?.(new MessageEvent(name, { data: JSON.stringify(value) }));
  }
}

function world() {
  const sources: Source[] = [];
  const told: Message[] = [];
  let now = 1_000_000;
  let timers: { at: number; run: () => void }[] = [];
  const listener = new Listener("/events", (message) => told.push(message), {
    open: () => {
      const source = new Source();
      sources.push(source);
      return source;
    },
    now: () => now,
    later: (run, ms) => {
      const timer = { at: now + ms, run };
      timers.push(timer);
      return () => (timers = timers.filter((each) => each !== timer));
    },
    random: () => 0.5,
  });
  const pass = (ms: number) => {
    const until = now + ms;
    for (;;) {
      const next = timers.filter((each) => each.at <= until).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      timers = timers.filter((each) => each !== next);
      now = next.at;
      next.run();
    }
    now = until;
  };
  const values = () => told.flatMap((each) => (each.kind === "value" ? [each.value] : []));
  return { listener, sources, told, pass, values };
}

describe("the event stream", () => {
  it("makes whole values of snapshots and patches", () => {
    const { listener, sources, values } = world();
    listener.start();
    sources[0]?.send("snapshot", { topic: "a", value: { x: 1, y: 2 } });
    sources[0]?.send("patch", { topic: "a", patch: { y: null, z: 3 } });
    expect(values()).toEqual([{ x: 1, y: 2 }, { x: 1, z: 3 }]);
    expect(listener.current.isConnected).toBe(true);
  });

  it("comes back with growing pauses, and at once when asked", () => {
    const { listener, sources, pass } = world();
    listener.start();
    for (const wait of [1000, 2000, 4000]) {
      sources.at(-1)?.onerror?.(new Event("error"));
      const before = sources.length;
      pass(wait - 1);
      expect(sources.length).toBe(before);
      pass(1);
      expect(sources.length).toBe(before + 1);
    }
    sources.at(-1)?.onerror?.(new Event("error"));
    listener.retry();
    expect(sources.length).toBe(5);
    expect(sources.filter((each) => !each.isClosed).length).toBe(1);
  });

  it("believes a silent stream dead, though nobody said so", () => {
    const { listener, sources, pass } = world();
    listener.start();
    sources[0]?.send("ping", {});
    pass(37_000);
    expect(listener.current.isConnected).toBe(true);
    pass(1_000);
    expect(listener.current.isConnected).toBe(false);
    expect(sources[0]?.isClosed).toBe(true);
  });

  it("keeps what it knew while the stream is lost", () => {
    const { listener, sources } = world();
    listener.start();
    sources[0]?.send("snapshot", { topic: "a", value: 1 });
    sources[0]?.onerror?.(new Event("error"));
    expect(listener.values.get("a")).toBe(1);
  });
});
