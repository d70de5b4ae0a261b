import { expect, it } from "vitest";
import { gathered, masked, PARTS } from "./diagnostics";

it("hides what opens a door, wherever it stands, and nothing else", () => {
  const told = { WebUI: { Token: "abc", Port: 6969, Username: "ada" }, rows: [{ APIKey: "k", URI: "http://ada:pw@radarr:7878/x?apikey=1234&page=2" }], Password: "", tokens: 3, nothing: null };
  expect(masked(told)).toEqual({
    WebUI: { Token: "(hidden)", Port: 6969, Username: "ada" }, rows: [{ APIKey: "(hidden)", URI: "http://(hidden)@radarr:7878/x?apikey=(hidden)&page=2" }], Password: "", tokens: 3, nothing: null,
  }); // prettier-ignore
});

it("gathers what answers, and says of the rest why it is not there", async () => {
  const asked: string[] = [];
  const found = await gathered((path) => {
    asked.push(path);
    return path === "doctor" ? Promise.reject(new Error("HTTP 500")) : Promise.resolve({ path, api_key: "k" });
  }, new Date(0)); // prettier-ignore
  expect(asked.sort()).toEqual(Object.values(PARTS).sort());
  expect(found["gathered_at"]).toBe("1970-01-01T00:00:00.000Z");
  expect(found["doctor"]).toEqual({ failed: "HTTP 500" });
  expect(found["configuration"]).toEqual({ path: "config", api_key: "(hidden)" });
  expect(asked).not.toContain("token");
});
