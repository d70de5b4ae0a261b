import { describe, expect, it } from "vitest";
import type { Field } from "../api/schema";
import { readQuantity, secondsOf, unitChoices, wrongQuantity, writtenQuantity } from "./quantities";

const field = (type: string, unit: string, more: Partial<Field> = {}): Field => ({
  key: "K", path: ["K"], label: "K", kind: type, type, group: "G", default: null, description: "", comments: [], required: false, secure: false, nullable: false, readOnly: false,
  uiExpose: true, hasEffect: true, reload: { type: "live", effect: "" }, options: [], placeholder: "", unit, arrKinds: [], defaultByArrKind: {}, sentinels: [], visibleWhen: [],
  inherits: "", env: "", minimum: undefined, maximum: undefined, ...more,
}); // prettier-ignore

const delay = field("duration", "minutes", {
  minimum: -1,
  sentinels: [{ value: -1, meaning: "never", words: ["never", "off"] }, { value: 0, meaning: "only marked", words: [] }, { value: "immediately", meaning: "at once", words: [] }],
});

describe("durations", () => {
  it.each([
    [15, "15", "m"], ["15m", "15", "m"], ["2 hours", "2", "h"], ["1.5d", "1.5", "d"], ["1M", "1", "mo"], ["30", "30", "m"],
  ])("%j is read as it was entered", (value, amount, unit) => {
    expect(readQuantity(delay, value)).toEqual({ kind: "amount", amount, unit });
  });

  it("have values of their own meaning, by number and by word", () => {
    for (const value of [-1, "-1", "never", "OFF"]) expect(readQuantity(delay, value)).toEqual({ kind: "special", value: -1 });
    expect(readQuantity(delay, "immediately")).toEqual({ kind: "special", value: "immediately" });
    expect(readQuantity(delay, "1h30m")).toEqual({ kind: "text", text: "1h30m" });
    expect(readQuantity(delay, null)).toEqual({ kind: "none" });
  });

  it("are written in the unit they were entered in, and empty is not set", () => {
    expect(writtenQuantity(delay, "20", "m", 15)).toBe(20);
    expect(writtenQuantity(delay, "20", "m", "15m")).toBe("20m");
    expect(writtenQuantity(delay, "2", "h", 15)).toBe("2h");
    expect(writtenQuantity(delay, " ", "h", 15)).toBeNull();
    expect(writtenQuantity(delay, "1h30", "m", 15)).toBe("1h30");
  });

  it.each([
    ["1.4 weeks", "1.4", "w", "1.4w"], ["1.4w", "1.4", "w", "1.4w"], ["90s", "90", "s", "90s"], ["0.1 d", "0.1", "d", "0.1d"], ["2.55 min", "2.55", "m", "2.55m"], [1.1, "1.1", "m", 1.1],
  ])("%j loses nothing on its way through a form, and its unit can be chosen", (value, amount, unit, written) => {
    const read = readQuantity(delay, value);
    expect(read).toEqual({ kind: "amount", amount, unit });
    expect(unitChoices(delay, unit)).toContain(unit);
    expect(writtenQuantity(delay, amount, unit, value)).toBe(written);
  });

  it("offer a unit that is not among the usual ones only where it is there", () => {
    expect(unitChoices(delay, "m")).not.toContain("s");
    expect(unitChoices(delay, "s")).toEqual(["m", "s", "h", "d", "w", "mo"]);
    expect(unitChoices(delay, "special:-1")).toEqual(unitChoices(delay, "m"));
  });

  it("come back as they were written", () => {
    for (const unit of ["m", "h", "d", "w", "mo"]) expect(readQuantity(delay, writtenQuantity(delay, "3", unit))).toEqual({ kind: "amount", amount: "3", unit });
    expect(secondsOf(delay, "2h")).toBe(7200);
  });
});

describe("other quantities", () => {
  it("parts are shown in per cent without rounding", () => {
    const part = field("fraction", "fraction", { minimum: 0, maximum: 1 });
    expect(readQuantity(part, 0.99)).toEqual({ kind: "amount", amount: "99", unit: "percent" });
    expect(readQuantity(part, 0.07)).toEqual({ kind: "amount", amount: "7", unit: "percent" });
    expect(writtenQuantity(part, "99.5", "percent")).toBe(0.995);
    expect(wrongQuantity(part, 1.2)).toEqual({ kind: "most", limit: 1 });
  });

  it("sizes and rates keep their letter", () => {
    expect(readQuantity(field("size", "bytes"), "50G")).toEqual({ kind: "amount", amount: "50", unit: "G" });
    expect(readQuantity(field("size", "bytes"), "5%")).toEqual({ kind: "amount", amount: "5", unit: "%" });
    expect(writtenQuantity(field("size", "bytes"), "1.5", "T")).toBe("1.5T");
    expect(readQuantity(field("rate", "KiB/s"), "5M")).toEqual({ kind: "amount", amount: "5", unit: "M" });
    expect(writtenQuantity(field("rate", "KiB/s"), "500", "KiB/s")).toBe(500);
  });

  it("numbers keep empty as not set and say what is none", () => {
    const limit = field("int", "", { minimum: 1 });
    expect(writtenQuantity(limit, "", "")).toBeNull();
    expect(writtenQuantity(limit, "abc", "")).toBe("abc");
    expect(wrongQuantity(limit, "abc")).toEqual({ kind: "number" });
    expect(wrongQuantity(limit, 0)).toEqual({ kind: "least", limit: 1 });
    expect(wrongQuantity(limit, 3)).toBeNull();
  });
});
