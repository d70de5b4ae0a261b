import { merged, type Json } from "@/lib/merge";

/** What a page is told: the whole value of a topic, or whether the stream is there. */
export type Message =
  | { kind: "value"; topic: string; value: Json; at: number }
  | { kind: "pulse"; at: number }
  | { kind: "state"; isConnected: boolean; since: number; retryAt: number | null };

interface Source {
  addEventListener(name: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
  onerror: ((event: Event) => void) | null;
}

export interface Surroundings {
  open(url: string): Source;
  now(): number;
  later(run: () => void, ms: number): () => void;
  random(): number;
}

const FIRST_EVENT_MS = 60_000;
const HEARTBEAT_MS = 15_000 * 2.5;
const MOST_WAIT_MS = 30_000;

/**
 * One connection to the event stream. It keeps the value of each topic and tells it whole; after a loss it comes back with growing pauses
 * (1 to 30 s, with jitter). It knows nothing of pages: `tell` hears everything.
 */
export class Listener {
  readonly values = new Map<string, Json>();
  private source: Source | null = null;
  private cancel: () => void = () => undefined;
  private failures = 0;
  private state: Message & { kind: "state" } = { kind: "state", isConnected: false, since: 0, retryAt: null };

  constructor(
    private readonly url: string,
    private readonly tell: (message: Message) => void,
    private readonly around: Surroundings,
  ) {}

  get current(): Message & { kind: "state" } {
    return this.state;
  }

  start(): void {
    if (this.source) return;
    this.cancel();
    const source = this.around.open(this.url);
    this.source = source;
    source.onerror = () => this.lost();
    source.addEventListener("snapshot", (event) => this.heard(event, (_old, told) => told["value"] ?? null));
    source.addEventListener("patch", (event) => this.heard(event, (old, told) => merged(old, told["patch"] ?? {})));
    for (const name of ["ping", "gap"]) source.addEventListener(name, () => this.alive());
    source.addEventListener("bye", () => this.lost());
    this.watch(FIRST_EVENT_MS);
  }

  stop(): void {
    this.cancel();
    this.source?.close();
    this.source = null;
  }

  /** Try now, whatever the pause. */
  retry(): void {
    this.stop();
    this.start();
  }

  private heard(event: MessageEvent<string>, change: (old: Json | undefined, told: { [key: string]: Json }) => Json): void {
    this.alive();
    const told = JSON.parse(event.data) as { topic: string; [key: string]: Json };
    const value = change(this.values.get(told.topic), told);
    this.values.set(told.topic, value);
    this.tell({ kind: "value", topic: told.topic, value, at: this.around.now() });
  }

  private alive(): void {
    this.failures = 0;
    this.watch(HEARTBEAT_MS);
    this.tell({ kind: "pulse", at: this.around.now() });
    if (!this.state.isConnected) this.enter(true, null);
  }

  private watch(ms: number): void {
    this.cancel();
    this.cancel = this.around.later(() => this.lost(), ms);
  }

  private lost(): void {
    this.stop();
    const wait = Math.min(MOST_WAIT_MS, 1000 * 2 ** this.failures) * (0.75 + this.around.random() / 2);
    this.failures += 1;
    this.enter(false, this.around.now() + wait);
    this.cancel = this.around.later(() => this.start(), wait);
  }

  private enter(isConnected: boolean, retryAt: number | null): void {
    const since = isConnected === this.state.isConnected && this.state.since ? this.state.since : this.around.now();
    this.state = { kind: "state", isConnected, since, retryAt };
    this.tell(this.state);
  }
}

/** The real ones. */
export const surroundings: Surroundings = {
  open: (url) => new EventSource(url, { withCredentials: true }),
  now: () => Date.now(),
  later: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
};
