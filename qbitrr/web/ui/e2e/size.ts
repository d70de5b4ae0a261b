import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

const BUILT = resolve(import.meta.dirname, "../../static");

/** How large each script is, compressed, that a browser needs before it can draw anything: those that the page itself names. */
export function initialScripts(): number[] {
  const index = readFileSync(resolve(BUILT, "index.html"), "utf8");
  return [...index.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((found) => {
    const script = readFileSync(resolve(BUILT, found[1] ?? ""));
    return brotliCompressSync(script, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length;
  });
}
