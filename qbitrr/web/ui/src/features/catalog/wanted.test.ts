import { describe, expect, it } from "vitest";
import { queryOf, wantedOf } from "./wanted";

describe("wantedOf", () => {
  it("leaves out what nobody knows and what this kind of library cannot be asked", () => {
    const search = { q: "dune", status: "file", reason: "Nonsense", monitored: "maybe", from: "1999", sort: "year", page: "3", size: "5000" };
    expect(wantedOf("radarr", search)).toEqual({ filters: { q: "dune", status: "file", from: "1999" }, sorting: [{ by: "year", falls: false }], page: 2, size: 48 });
    expect(wantedOf("sonarr", search)).toEqual({ filters: { q: "dune" }, sorting: [{ by: "title", falls: false }], page: 2, size: 48 });
  });

  it("takes a page that is none for the first", () => {
    for (const page of ["0", "-1", "x", "1e9", ""]) expect(wantedOf("lidarr", { page }).page).toBe(0);
  });
});

describe("queryOf", () => {
  it("asks for films below the cutoff by what the server knows", () => {
    expect(queryOf("radarr", wantedOf("radarr", { status: "unmet", to: "2001", order: "desc" }))).toMatchObject({ has_file: true, quality_met: false, year_max: "2001", order: "desc", missing: null });
  });

  it("asks for several columns, each its own way", () => {
    expect(queryOf("radarr", wantedOf("radarr", { sort: "monitored,-year" }))).toMatchObject({ sort: "monitored,-year", order: null });
    expect(queryOf("sonarr", wantedOf("sonarr", { sort: "monitored,-year" }))).toMatchObject({ sort: "monitored" });
  });

  it("asks for series without their episodes", () => {
    expect(queryOf("sonarr", wantedOf("sonarr", { status: "missing" }))).toMatchObject({ missing: true, include_episodes: false, sort: "title" });
  });
});

describe("a flat list", () => {
  it("is asked in an order and for what only it knows", () => {
    const search = { status: "file", monitored: "no", sort: "-date,title" };
    expect(queryOf("episodes", wantedOf("episodes", search))).toMatchObject({ has_file: true, monitored: false, sort: "-date,title", order: null });
    expect(queryOf("episodes", wantedOf("episodes", search))).not.toHaveProperty("include_episodes");
    expect(queryOf("sonarr", wantedOf("sonarr", search))).toMatchObject({ has_file: null, sort: "title" });
  });
});
