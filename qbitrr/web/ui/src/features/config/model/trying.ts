import type { Json } from "./json";
import { arrTypeOf, kindOf } from "./sections";
import { HIDDEN } from "./secrets";

/** A connection test as the server takes it, or what is still missing for one. */
export type Trial = { path: string; body: Record<string, Json> } | { missing: "address" | "key" };

const APPS: Record<string, { type: string; key: string; skip: string }> = {
  "EntrySearch.Ombi.OmbiURI": { type: "ombi", key: "EntrySearch.Ombi.OmbiAPIKey", skip: "EntrySearch.Ombi.SkipTLSVerify" },
  "EntrySearch.Overseerr.OverseerrURI": { type: "overseerr", key: "EntrySearch.Overseerr.OverseerrAPIKey", skip: "EntrySearch.Overseerr.SkipTLSVerify" },
};
type ValueOf = (key: string) => Json;

export const canTry = (section: string, key: string): boolean =>
  (kindOf(section) === "Arr" && (key === "URI" || key in APPS)) || (kindOf(section) === "qBit" && key === "Host");

/**
 * The test of the address in the field *key* of *section*. A hidden secret is never sent anywhere but to the address it is stored for: then
 * the server is told the section alone, and otherwise the secret must be typed again.
 */
export function trialOf(section: string, key: string, valueOf: ValueOf, storedOf: ValueOf): Trial {
  return kindOf(section) === "qBit" ? ofClient(section, valueOf, storedOf) : ofArr(section, key, valueOf, storedOf);
}

const text = (value: Json): string => (typeof value === "string" ? value.trim() : "");
const isTyped = (value: Json): boolean => text(value) !== "" && value !== HIDDEN;

function ofArr(section: string, key: string, valueOf: ValueOf, storedOf: ValueOf): Trial {
  const app = APPS[key];
  const path = app ? "request-apps/test-connection" : "arr/test-connection";
  const type: Record<string, Json> = app ? { type: app.type } : { arrType: (arrTypeOf(section) ?? "").toLowerCase() };
  const [secret, skip] = app ? [app.key, app.skip] : ["APIKey", "SkipTLSVerify"];
  if (!text(valueOf(key))) return { missing: "address" };
  if (isTyped(valueOf(secret))) return { path, body: { ...type, uri: text(valueOf(key)), apiKey: text(valueOf(secret)), skipTlsVerify: valueOf(skip) === true } };
  const isAsStored = [key, skip].every((each) => valueOf(each) === storedOf(each)) && valueOf(secret) === HIDDEN;
  return isAsStored ? { path, body: { ...type, instanceKey: section } } : { missing: "key" };
}

function ofClient(section: string, valueOf: ValueOf, storedOf: ValueOf): Trial {
  const path = "qbit/test-connection";
  const secrets = ["Password", "ApiKey"];
  const isAsStored = ["Host", "Port", "UserName", "SkipTLSVerify", ...secrets].every((each) => valueOf(each) === storedOf(each));
  if (isAsStored && storedOf("Host") !== null) return { path, body: { instanceKey: section } };
  if (secrets.some((each) => valueOf(each) === HIDDEN)) return { missing: "key" };
  const port = Number(valueOf("Port") ?? 8080);
  return {
    path,
    body: {
      host: text(valueOf("Host")) || "localhost", port: Number.isInteger(port) ? port : 8080, userName: text(valueOf("UserName")), password: String(valueOf("Password") ?? ""),
      apiKey: text(valueOf("ApiKey")), skipTlsVerify: valueOf("SkipTLSVerify") === true,
    },
  };
}
