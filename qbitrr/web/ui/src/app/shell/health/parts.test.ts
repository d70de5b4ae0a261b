import { expect, it } from "vitest";
import { texts } from "@/texts";
import { partsOf, wholeOf, type Seen } from "./parts";

const t = texts.health;
const component = (kind: string, name: string, status: string, why = "") => ({ kind, name, status, state: status, since: null, why, latency: null as number | null });
const pool = { name: "the disk", path: "/data", instances: ["qBit"], free_bytes: 312 * 2 ** 30, total_bytes: null, guard_bytes: 500 * 2 ** 30, short_bytes: 0, paused_count: 0 };
const problem = (severity: string, section: string, key: string) => ({ severity, section, key, message: "Is odd.", remedy: "Mend it.", text: `${severity}: [${section}] ${key}: Is odd. Mend it.` });
const GOOD: Seen = {
  components: [component("arr", "Radarr", "ok"), component("client", "qBit", "ok"), component("child", "Radarr/torrent", "ok")],
  problems: [], disk: { guard: true, pools: [pool], problems: [] }, config: { revision: "1", trouble: "", problems: [] },
}; // prettier-ignore
const seen = (what: Partial<Seen>) => partsOf({ ...GOOD, ...what });
const bad = (parts: ReturnType<typeof partsOf>) => parts.filter((each) => each.mood !== "good");

it("names clients, Arrs, loops, disks and the configuration, each with a way to it", () => {
  expect(seen({}).map(({ kind, name, mood, href }) => [kind, name, mood, href])).toEqual([
    ["client", "qBit", "good", "#/config/qBit"], ["arr", "Radarr", "good", "#/config/Radarr"], ["child", `Radarr, ${texts.processes.kind["torrent"] ?? ""}`, "good", "#/processes"],
    ["disk", "the disk", "good", "#/config/Settings?field=FreeSpace"], ["config", t.file, "good", "#/config"],
  ]);
  expect(wholeOf(seen({}), true)).toEqual({ mood: "good", words: t.good });
});

it("says how fast what works answers", () => {
  const [client, arr] = seen({ components: [{ ...component("client", "qBit", "ok"), latency: 1.84 }, { ...component("arr", "Radarr", "ok"), latency: 0.212 }] });
  expect([client?.word, arr?.word]).toEqual([`${t.states["ok"] ?? ""}, 1.8\u202fs`, `${t.states["ok"] ?? ""}, 212\u202fms`]);
  const [away] = bad(seen({ components: [{ ...component("arr", "C", "failing"), latency: 0.3 }] }));
  expect(away?.word).toBe(t.states["failing"]);
});

it("puts what fails before what waits, with its reason", () => {
  const parts = seen({ components: [component("arr", "A", "ok"), component("arr", "B", "waiting", "refused"), component("arr", "C", "failing", "HTTP 502")] });
  expect(parts.filter((each) => each.kind === "arr").map((each) => [each.name, each.mood, each.why])).toEqual([["C", "bad", "HTTP 502"], ["B", "wait", "refused"], ["A", "good", ""]]);
  expect(wholeOf(parts, true)).toEqual({ mood: "bad", words: `${t.failing(1)}, ${t.waiting(1)}` });
});

it("says how much room is missing, and what keeps the guard from its work", () => {
  const parts = seen({ disk: { guard: true, pools: [{ ...pool, short_bytes: 2 ** 30, paused_count: 3 }], problems: ["there is no such folder"] } });
  expect(bad(parts).map((each) => [each.mood, each.why])).toEqual([["bad", "there is no such folder"], ["wait", `${t.short("1.00\u202fGiB")}, ${t.paused(3)}`]]);
});

it("leads to the key that is wrong, and is not troubled by remarks and notices", () => {
  const [error, remark] = [problem("error", "Radarr", "URI"), problem("warning", "Settings", "FreeSpace")];
  const parts = seen({ config: { revision: "1", trouble: "", problems: [remark, error, problem("notice", "WebUI", "Host")] }, problems: [error.text, "the clock went back"] });
  expect(bad(parts).map((each) => [each.kind, each.name, each.mood, each.href])).toEqual([
    ["config", "Radarr.URI", "bad", "#/config/Radarr?field=URI"], ["config", "Settings.FreeSpace", "idle", "#/config/Settings?field=FreeSpace"],
    ["program", texts.product, "bad", "#/system"],
  ]);
  expect(wholeOf(seen({ config: { revision: "1", trouble: "", problems: [remark] } }), true).mood).toBe("good");
});

it("says that the file on disk is not the one in force", () => {
  expect(bad(seen({ config: { revision: "1", trouble: "line 3 is odd", problems: [] } })).map((each) => [each.mood, each.why])).toEqual([["bad", "line 3 is odd"]]);
});

it("is not well before it knows, nor while the program starts", () => {
  expect(wholeOf(null, true)).toEqual({ mood: "idle", words: t.unknown });
  expect(wholeOf(seen({}), false)).toEqual({ mood: "wait", words: t.starting });
});

it("shows a kind it has never heard of", () => {
  expect(bad(seen({ components: [component("database", "supervisor.db", "failing", "full")] })).map((each) => [each.kind, each.name])).toEqual([["program", "supervisor.db"]]);
});
