import { expect, it } from "vitest";
import { sortedAnew, sortingOf, sortText, type Sorting } from "./sorting";

const KNOWN = ["added", "name", "size"];
const usual = { by: "added", falls: true };
const of = (sort: string, order?: string) => sortingOf({ sort, ...(order ? { order } : {}) }, KNOWN, usual);

it("reads a lone column with its order, and several with their signs", () => {
  expect(of("name", "asc")).toEqual([{ by: "name", falls: false }]);
  expect(of("name")).toEqual([{ by: "name", falls: true }]);
  expect(of("-name", "asc")).toEqual([{ by: "name", falls: true }]);
  expect(of("-size,name", "desc")).toEqual([{ by: "size", falls: true }, { by: "name", falls: false }]);
});

it("leaves out what nobody knows and what is named again", () => {
  expect(of("")).toEqual([usual]);
  expect(of("", "asc")).toEqual([{ by: "added", falls: false }]);
  expect(of("__proto__,nonsense")).toEqual([usual]);
  expect(of("name,nonsense,-name,-size")).toEqual([{ by: "name", falls: false }, { by: "size", falls: true }]);
});

it("says what it has read", () => {
  for (const sorting of [of("name", "asc"), of("size", "desc"), of("-size,name"), of("name,-size,added")]) {
    const { sort, order } = sortText(sorting);
    expect(of(sort, order ?? undefined)).toEqual(sorting);
  }
});

it("sorts by what is pressed alone, and turns it round by another press", () => {
  let sorting: Sorting = [usual];
  const press = (by: string, also = false) => sortText((sorting = sortedAnew(sorting, by, false, also)));
  expect(press("name")).toEqual({ sort: "name", order: "asc" });
  expect(press("name")).toEqual({ sort: "name", order: "desc" });
  expect(press("size", true)).toEqual({ sort: "-name,size", order: null });
  expect(press("size", true)).toEqual({ sort: "-name,-size", order: null });
  expect(press("size", true)).toEqual({ sort: "name", order: "desc" });
  expect(press("name", true)).toEqual({ sort: "name", order: "asc" });
  expect(press("size", true)).toEqual({ sort: "name,size", order: null });
  expect(press("size")).toEqual({ sort: "size", order: "asc" });
});
