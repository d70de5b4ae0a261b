import { describe, expect, it } from "vitest";
import type { Field } from "../api/schema";
import { foundSettings } from "./finding";
import { isFolded } from "./folding";
import { areMet, arrTypeOf, fallbackOf, fieldsOf, groupsOf, inheritedFrom, kindOf, sectionsOf, wrongName } from "./sections";

const field = (key: string, more: Partial<Field> = {}): Field => ({
  key, path: key.split("."), label: key, kind: "text", type: "string", group: "General", default: "", description: "", comments: [], required: false, secure: false, nullable: false,
  readOnly: false, uiExpose: true, hasEffect: true, reload: { type: "live", effect: "" }, options: [], placeholder: "", unit: "", arrKinds: [], defaultByArrKind: {}, sentinels: [],
  visibleWhen: [], inherits: "", env: "", minimum: undefined, maximum: undefined, ...more,
}); // prettier-ignore

const schema = {
  Settings: [field("CompletedDownloadFolder", { default: "/d" }), field("SchemaVersion", { readOnly: true })],
  qBit: [field("MatchSubcategories", { default: false }), field("CategorySeeding.RemoveTorrent", { default: -1 })],
  Arr: [
    field("Category", { defaultByArrKind: { radarr: "radarr", sonarr: "sonarr" } }), field("EntrySearch.AlsoSearchSpecials", { arrKinds: ["sonarr"], group: "Entry Search" }),
    field("Folder", { inherits: "Settings.CompletedDownloadFolder" }), field("MatchSubcategories", { inherits: "qBit.MatchSubcategories" }), field("Order", { inherits: "Arr.Category" }),
    field("Limit", { visibleWhen: [{ keys: ["Mode"], values: [1, 3] }] }), field("Mode", { default: -1 }),
  ],
};

describe("sections", () => {
  it("are known by their names", () => {
    expect(["Settings", "qBit", "qBit-2", "Radarr-4K", "readarr", "Radarrr", "Other"].map(kindOf)).toEqual(["Settings", "qBit", "qBit", "Arr", "Arr", null, null]);
    expect(arrTypeOf("sonarr-x")).toBe("Sonarr");
  });

  it("have an order", () => {
    expect(sectionsOf({ "Sonarr-B": {}, "qBit-2": {}, "Sonarr-A": {}, Odd: {}, qBit: {} }, ["Radarr-New"])).toEqual(["Settings", "WebUI", "qBit", "qBit-2", "Radarr-New", "Sonarr-A", "Sonarr-B"]);
  });

  it.each([
    ["Radarr-Kids", "Radarr", null], ["Radarr-", "Radarr", "empty"], ["Radarr", "Radarr", "empty"], ["qBit", "qBit", null], ["Sonarr-x", "Radarr", "type"],
    ["Radarr-4.5", "Radarr", "dot"], ["radarr-4K", "radarr", "taken"],
  ])("%s as a name is judged", (name, type, wrong) => {
    expect(wrongName(name, type, ["Radarr-4K"])).toBe(wrong);
  });
});

describe("fields", () => {
  it("are those of the type, without what only the program writes", () => {
    expect(fieldsOf(schema, "Radarr-4K").map((each) => each.key)).not.toContain("EntrySearch.AlsoSearchSpecials");
    expect(groupsOf(fieldsOf(schema, "Sonarr-TV"))).toEqual(["General", "Entry Search"]);
    expect(fieldsOf(schema, "Settings").map((each) => each.key)).toEqual(["CompletedDownloadFolder"]);
  });

  it("have what they inherit, or the default of their type", () => {
    const [category, folder, match, order] = ["Category", "Folder", "MatchSubcategories", "Order"].map((key) => schema.Arr.find((each) => each.key === key) ?? field(key));
    if (!category || !folder || !match || !order) return;
    expect(fallbackOf(category, "Sonarr-TV", {}, schema)).toBe("sonarr");
    expect(fallbackOf(folder, "Radarr-4K", { Settings: { CompletedDownloadFolder: "/x" } }, schema)).toBe("/x");
    expect(fallbackOf(folder, "Radarr-4K", {}, schema)).toBe("/d");
    expect(inheritedFrom(match, "Radarr-4K")).toBe("qBit.MatchSubcategories");
    expect(fallbackOf(match, "Radarr-4K", { qBit: { MatchSubcategories: true } }, schema)).toBe(true);
    expect(inheritedFrom(order, "Radarr-4K")).toBe("Radarr-4K.Category");
    expect(fallbackOf(order, "Radarr-4K", { "Radarr-4K": { Category: "films" } }, schema)).toBe("films");
  });

  it("are folded while they have no effect and nothing is set", () => {
    const limit = schema.Arr.find((each) => each.key === "Limit") ?? field("Limit");
    expect(isFolded(limit, "Radarr-4K", {}, {}, schema)).toBe(true);
    expect(isFolded(limit, "Radarr-4K", { "Radarr-4K": { Mode: 3 } }, {}, schema)).toBe(false);
    expect(isFolded(limit, "Radarr-4K", { "Radarr-4K": { Limit: "x" } }, {}, schema)).toBe(false);
  });

  it("need what they need", () => {
    expect(areMet([{ keys: ["Trackers[].Mode"], values: ["and"] }], (key) => (key === "Mode" ? "and" : null))).toBe(true);
    expect(areMet([{ keys: ["A", "B"] }], (key) => (key === "B" ? ["x"] : []))).toBe(true);
    for (const off of [null, false, -1, "", "-1", []]) expect(areMet([{ keys: ["A"] }], () => off)).toBe(false);
  });

  it("are found by every word, by name first", () => {
    const found = foundSettings(schema, ["Settings", "Radarr-4K", "Sonarr-TV"], "sonarr category");
    expect(found.map(({ section, field: each }) => `${section} ${each.key}`)).toEqual(["Sonarr-TV Category"]);
    expect(foundSettings(schema, ["Settings"], "  ")).toEqual([]);
  });
});
