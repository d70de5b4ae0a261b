import { expect, it } from "vitest";
import { savedIn } from "./saved";

it("keeps filters and order, and nothing that is open", () => {
  expect(savedIn({ q: "x", state: "stalledDL", sort: "name", order: "asc", torrent: "qBit/abc", tab: "files" })).toEqual({ q: "x", state: "stalledDL", sort: "name", order: "asc" });
});
