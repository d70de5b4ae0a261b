/** What of the program is put together for who is asked for help: a name, and where it is asked. */
export const PARTS = {
  meta: "meta", health: "health", doctor: "doctor", status: "status", processes: "processes", attention: "attention", holds: "hold", removals: "removals",
  problems: "config/problems", configuration: "config",
} as const;

const HIDDEN = "(hidden)";
const SECRET = /token|passw|secret|api_?key|cookie|authorization|passkey/i;
/** In addresses: who signs in with them, and keys in their questions. */
const IN_ADDRESS = /(:\/\/)[^/\s@]+@|([?&](?:apikey|api_key|token|passkey|password|secret)=)[^&\s"]+/gi;

/** *value* without what opens a door. The server hides it already; this holds even if it once should not. */
export function masked(value: unknown): unknown {
  if (typeof value === "string") return value.replace(IN_ADDRESS, (_whole, scheme: string | undefined, name: string | undefined) => (scheme ? `${scheme}${HIDDEN}@` : `${name ?? ""}${HIDDEN}`));
  if (Array.isArray(value)) return value.map(masked);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, SECRET.test(name) && typeof each === "string" && each !== "" ? HIDDEN : masked(each)]));
}

/** Everything that answers, each under its name; what does not says why. */
export async function gathered(ask: (path: string) => Promise<unknown>, at: Date): Promise<Record<string, unknown>> {
  const asked = Object.entries(PARTS).map(async ([name, path]): Promise<[string, unknown]> => {
    try {
      return [name, masked(await ask(path))];
    } catch (error) {
      return [name, { failed: error instanceof Error ? error.message : String(error) }];
    }
  });
  return { gathered_at: at.toISOString(), browser: navigator.userAgent, ...Object.fromEntries(await Promise.all(asked)) };
}
