import { describe, expect, it } from "vitest";
import type { Json } from "./json";
import { canTry, trialOf } from "./trying";

const of = (values: Record<string, Json>) => (key: string) => values[key] ?? null;
const stored = { URI: "http://r:7878", APIKey: "***" };

describe("connection tests", () => {
  it("use what is stored while nothing of it is changed", () => {
    expect(trialOf("Radarr-4K", "URI", of(stored), of(stored))).toEqual({ path: "arr/test-connection", body: { arrType: "radarr", instanceKey: "Radarr-4K" } });
    const client = { Host: "q", Password: "***" };
    expect(trialOf("qBit", "Host", of(client), of(client))).toEqual({ path: "qbit/test-connection", body: { instanceKey: "qBit" } });
  });

  it("never have a stored secret sent to another address", () => {
    expect(trialOf("Radarr-4K", "URI", of({ ...stored, URI: "http://evil" }), of(stored))).toEqual({ missing: "key" });
    expect(trialOf("qBit", "Host", of({ Host: "evil", Password: "***" }), of({ Host: "q", Password: "***" }))).toEqual({ missing: "key" });
    expect(trialOf("Radarr-4K", "URI", of({ APIKey: "k" }), of(stored))).toEqual({ missing: "address" });
  });

  it("send what was typed", () => {
    expect(trialOf("Sonarr-TV", "URI", of({ URI: " http://s ", APIKey: "k" }), of({}))).toEqual({
      path: "arr/test-connection", body: { arrType: "sonarr", uri: "http://s", apiKey: "k", skipTlsVerify: false },
    });
    expect(trialOf("qBit-2", "Host", of({ Host: "q", Port: 8081, UserName: "me", Password: "pw" }), of({}))).toEqual({
      path: "qbit/test-connection", body: { host: "q", port: 8081, userName: "me", password: "pw", apiKey: "", skipTlsVerify: false },
    });
    const key = "EntrySearch.Ombi.OmbiURI";
    expect(trialOf("Radarr-4K", key, of({ [key]: "http://o", "EntrySearch.Ombi.OmbiAPIKey": "k" }), of({}))).toEqual({
      path: "request-apps/test-connection", body: { type: "ombi", uri: "http://o", apiKey: "k", skipTlsVerify: false },
    });
  });

  it("stand beside addresses only", () => {
    expect([canTry("Radarr-4K", "URI"), canTry("qBit", "Host"), canTry("Radarr-4K", "Category"), canTry("WebUI", "Host")]).toEqual([true, true, false, false]);
  });
});
