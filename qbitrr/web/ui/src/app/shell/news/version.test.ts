import { expect, it } from "vitest";
import { before } from "./version";

it.each([
  ["1.1.0", "1.0.0", "1.0.0"],
  ["1.1.0", "1.1.0", null],
  ["1.1.0", null, null],
  ["", "1.0.0", null],
])("of %s, when %s was seen, %s is what there was before", (running, seen, earlier) => expect(before(running, seen)).toBe(earlier));
