import { expect, it } from "vitest";
import { savedIn } from "./saved";

it("keeps filters and order, and nothing that is open", () => {
  const open = { q: "x", state: "stalledDL", sort: "name", order: "asc", torrent: "qBit/abc", tab: "files" };
  expect(savedIn(open, ["q", "state", "sort", "order", "tag"])).toEqual({ q: "x", state: "stalledDL", sort: "name", order: "asc" });
});
