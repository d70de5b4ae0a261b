import { Shared, useShared } from "./shared";

export type Density = "comfortable" | "compact";

const KEY = "qbitrr.density";
const density = new Shared<Density>(remembered());
document.documentElement.dataset["density"] = density.current;

/** A preference of this browser alone. */
export function setDensity(next: Density): void {
  document.documentElement.dataset["density"] = next;
  try {
    localStorage.setItem(KEY, next);
  } catch {
    // A browser that keeps nothing: it holds until the page is left.
  }
  density.set(next);
}

export const useDensity = (): Density => useShared(density);

function remembered(): Density {
  try {
    return localStorage.getItem(KEY) === "compact" ? "compact" : "comfortable";
  } catch {
    return "comfortable";
  }
}
