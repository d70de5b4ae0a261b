import { beforeEach, expect, it, vi } from "vitest";

const KEY = "qbitrr.preferences";

/** The module as a tab of this browser begins with it. */
async function tab() {
  vi.resetModules();
  return import("./preferences");
}

beforeEach(() => localStorage.clear());

const otherTabChose = (kept: unknown) => {
  localStorage.setItem(KEY, JSON.stringify(kept));
  window.dispatchEvent(new StorageEvent("storage", { key: KEY }));
};

it("begins as the machine says, and with room", async () => {
  const { themeNow } = await tab();
  expect(themeNow()).toBe("auto");
  expect(document.documentElement.dataset["density"]).toBe("comfortable");
});

it("keeps a choice for the next start, and counts it more than the configuration", async () => {
  const first = await tab();
  first.told({ theme: "light", density: "compact" });
  expect(first.themeNow()).toBe("light");
  first.choose({ theme: "dark" });
  expect(first.themeNow()).toBe("dark");
  const next = await tab();
  expect(next.themeNow()).toBe("dark");
  // What the configuration said is known before it is asked again: nothing flashes.
  expect(document.documentElement.dataset["density"]).toBe("compact");
});

it("follows another tab of this browser", async () => {
  const { themeNow } = await tab();
  otherTabChose({ own: { theme: "dark", density: "compact" } });
  expect(themeNow()).toBe("dark");
  expect(document.documentElement.dataset["density"]).toBe("compact");
});

it("takes from what is kept only what is a choice", async () => {
  localStorage.setItem(KEY, JSON.stringify({ own: { theme: "pink", density: 7, live: "no" }, told: [] }));
  const { lacks, ownLive, themeNow } = await tab();
  expect(themeNow()).toBe("auto");
  expect(ownLive()).toBeUndefined();
  expect(lacks(["density"])).toBe(true);
  localStorage.setItem(KEY, "{");
  expect((await tab()).themeNow()).toBe("auto");
});

it("holds for this tab where the browser keeps nothing", async () => {
  const { choose, themeNow } = await tab();
  vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => { throw new Error("full"); });
  choose({ theme: "dark" });
  expect(themeNow()).toBe("dark");
});

it("tells of choices made here alone, not of those of other tabs or the configuration", async () => {
  const { choose, onChoice, told } = await tab();
  const heard: unknown[] = [];
  const end = onChoice((what) => heard.push(what));
  told({ theme: "light" });
  otherTabChose({ own: { theme: "dark" } });
  choose({ density: "compact" });
  end();
  choose({ density: "comfortable" });
  expect(heard).toEqual([{ density: "compact" }]);
});

it("lets a choice go that the configuration says as well", async () => {
  const { choose, leave, ownLive } = await tab();
  choose({ live: false });
  expect(ownLive()).toBe(false);
  leave("live");
  expect(ownLive()).toBeUndefined();
});
