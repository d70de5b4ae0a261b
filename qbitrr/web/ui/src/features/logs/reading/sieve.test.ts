import { expect, it } from "vitest";
import { Sieve, type Sieved } from "./sieve";

const page = (count: number, before: string, searched = 10): Sieved => ({
  records: Array.from({ length: count }, (_, index) => ({ file: "All.log", byte: index, lines: ["x"] })), before, after: "All.log:90,B.log:5", searched,
}); // prettier-ignore

function sieveOf(pages: Sieved[]) {
  const asked: object[] = [];
  const sieve = new Sieve(async (wish) => {
    asked.push(wish);
    return pages.shift() ?? page(0, "");
  });
  return { sieve, asked };
}

it("reads on by itself where much passes, else when told to", async () => {
  const { sieve, asked } = sieveOf([page(200, "a:1"), page(3, "a:0"), page(1, "")]);
  await sieve.open();
  expect([sieve.isEager, sieve.hasEarlier]).toEqual([true, true]);
  await sieve.more("earlier");
  expect([sieve.records.length, sieve.isEager, sieve.hasEarlier]).toEqual([203, false, true]);
  await sieve.more("earlier");
  expect(sieve.hasEarlier).toBe(false);
  expect(asked).toEqual([{}, { before: "a:1" }, { before: "a:0" }]);
});

it("looks a little further where nothing is found, and says how far", async () => {
  const { sieve, asked } = sieveOf(Array.from({ length: 9 }, (_, index) => page(0, `a:${9 - index}`)));
  await sieve.open();
  expect([asked.length, sieve.searched, sieve.records.length, sieve.hasEarlier]).toEqual([4, 40, 0, true]);
});

it("adds what is new behind", async () => {
  const { sieve, asked } = sieveOf([page(1, ""), page(2, "")]);
  await sieve.open();
  expect(sieve.ends).toEqual(new Map([["All.log", 90], ["B.log", 5]]));
  await sieve.renew();
  expect(sieve.records).toHaveLength(3);
  expect(asked[1]).toEqual({ after: "All.log:90,B.log:5" });
});
