import { expect, test } from "vitest";
import type { Entry } from "@/api/shapes";
import { toCsv, toJson } from "./exporting";

const entry: Entry = {
  id: 1, at: "2026-01-01T00:00:00Z", section: "Radarr", actor: "torrent", kind: "removed", act: "removal", result: "done", rule: "stalled", text: 'a "quoted", text', instance: "qBit",
  hash: "aa", name: "=HYPERLINK(1)", media: [], why: { code: "stalled", text: "given up", rule: 13, measured: { idle_seconds: 8 }, configured: {} }, detail: {},
};

test("names from outside stay text in a spreadsheet", () => {
  const [head, line] = toCsv([entry]).split("\r\n");
  expect(head).toMatch(/^id,at,section.*why,measured,configured$/);
  expect(line).toContain("'=HYPERLINK(1)");
  expect(line).toContain('"a ""quoted"", text"');
  expect(line).toContain('"{""idle_seconds"":8}"');
});

test("JSON has all there is", () => {
  expect(JSON.parse(toJson([entry]))).toEqual([entry]);
});
