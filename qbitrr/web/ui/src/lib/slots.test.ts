import { describe, expect, it } from "vitest";
import { Slots } from "./slots";

describe("Slots", () => {
  it("lets no more begin at once than there are places, and the oldest next", () => {
    const slots = new Slots(2);
    const begun: number[] = [];
    const ends = [1, 2, 3, 4].map((each) => slots.ask(() => begun.push(each)));
    expect(begun).toEqual([1, 2]);
    ends[1]?.();
    ends[1]?.();
    expect(begun).toEqual([1, 2, 3]);
  });

  it("forgets what no longer wants a place", () => {
    const slots = new Slots(1);
    const begun: number[] = [];
    const ends = [1, 2, 3].map((each) => slots.ask(() => begun.push(each)));
    ends[1]?.();
    ends[0]?.();
    expect(begun).toEqual([1, 3]);
  });
});
