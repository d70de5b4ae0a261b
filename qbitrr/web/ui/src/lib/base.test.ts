import { describe, expect, it } from "vitest";
import { apiUrl, baseUrl, pageBefore, part } from "./base";

describe("where the program is", () => {
  it.each([
    ["http://nas:6969/static/index.html", "http://nas:6969/"],
    ["http://nas/qb/it/static/index.html#/torrents?q=a/b", "http://nas/qb/it/"],
    ["https://nas/static/index.html?auth_error=state#/", "https://nas/"],
  ])("%s", (page, base) => {
    expect(baseUrl(page).href).toBe(base);
    expect(apiUrl("status", {}, page)).toBe(`${base}web/status`);
  });

  it("leaves out what is not asked for", () => {
    const url = apiUrl("torrents", { q: "a b&c", state: "", limit: 50, cursor: null }, "http://nas/static/index.html");
    expect(url).toBe("http://nas/web/torrents?q=a+b%26c&limit=50");
  });

  it("goes back to a page of ours, and to no other", () => {
    const before = (next: string) => pageBefore(`http://nas/qb/static/index.html?next=${encodeURIComponent(next)}#/`);
    expect([before("/web/docs"), before("/api/docs")]).toEqual(["http://nas/qb/web/docs", "http://nas/qb/api/docs"]);
    for (const foreign of ["", "//evil.example/web/docs", "https://evil.example/web/docs", "javascript:alert(1)", "/web/docs/..//evil", "/web/token", "/web/docs?x"]) expect(before(foreign)).toBeNull();
  });

  it("keeps slashes of a category out of the path", () => {
    expect(part("films/4k #1")).toBe("films%2F4k%20%231");
  });
});
