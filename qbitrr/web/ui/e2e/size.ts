import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";

const BUILT = resolve(import.meta.dirname, "../../static");

/** How large each script is that a browser needs before it can draw anything, those that the page itself names: as it is sent, compressed by the build. */
export function initialScripts(): number[] {
  const index = readFileSync(resolve(BUILT, "index.html"), "utf8");
  return [...index.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((found) => statSync(resolve(BUILT, `${found[1] ?? ""}.br`)).size);
}
