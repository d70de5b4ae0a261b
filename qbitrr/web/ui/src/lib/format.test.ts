import { describe, expect, it } from "vitest";
import { bytes, dayKey, duration, middleCut, percent, ratio, shown, together } from "./format";

const plain = (text: string) => text.replace(/\u202f/g, " ");

describe("sizes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1000, "0.98 KiB"],
    [1024 * 1000, "0.98 MiB"],
    [9.75 * 2 ** 30, "9.75 GiB"],
    [24.8 * 2 ** 30, "24.8 GiB"],
    [312 * 2 ** 30, "312 GiB"],
    [999.7 * 2 ** 30, "0.98 TiB"],
    [-1, "–"],
    [Number.NaN, "–"],
    [null, "–"],
  ])("%s is %s", (size, said) => {
    expect(plain(together(bytes(size)))).toBe(said);
  });
});

describe("percent", () => {
  it.each([
    [0, "0 %"],
    [0.435, "43 %"],
    [0.9994, "99.9 %"],
    [0.99999, "99.9 %"],
    [1, "100 %"],
    [undefined, "–"],
  ])("%s is %s", (part, said) => {
    expect(plain(percent(part))).toBe(said);
  });
});

describe("durations", () => {
  it.each([
    [0, "0.0 s"],
    [0.3, "0.3 s"],
    [59.6, "1 min"],
    [252, "4 min 12 s"],
    [3 * 86_400 + 4 * 3600 + 59, "3 d 4 h"],
    [86_400 + 59, "1 d"],
    [Infinity, "–"],
  ])("%s is %s", (seconds, said) => {
    expect(plain(duration(seconds))).toBe(said);
  });
});

it("keeps both ends of a name", () => {
  expect(middleCut("Dune.Part.Two.2024.2160p.WEB-FLUX", 15)).toBe("Dune.Pa…EB-FLUX");
  expect(middleCut("short", 15)).toBe("short");
});

it("never lets a name turn the text around it", () => {
  expect(shown("a\u202egpj.exe\u0007")).toBe("a\ufffdgpj.exe\ufffd");
});

it("knows a ratio that is none", () => {
  expect([ratio(2.4142), ratio(-1), ratio(null)]).toEqual(["2.41", "–", "–"]);
});

it("groups by local day", () => {
  expect(dayKey(new Date(2026, 1, 3, 0, 0).getTime())).toBe(dayKey(new Date(2026, 1, 3, 23, 59).getTime()));
});
