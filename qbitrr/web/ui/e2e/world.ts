import type { BrowserContextOptions, Page } from "playwright-core";
import { inject } from "vitest";
import { surfer, type Opened } from "./stage/surfing";

export interface World {
  /** Where the program is, without a slash at the end. */
  readonly address: string;
  open(path?: string, options?: BrowserContextOptions): Promise<Opened>;
  /** Another tab of the same browser. */
  beside(page: Page): Promise<Page>;
}

/** The demonstration, with a browser in front of it, beside other tests: what would disturb those is tried on a program of its own. */
export function world(): World {
  const here = surfer();
  const address = inject("demo");
  return {
    address,
    open: (path = "", options) => here.open(`${address}/ui${path}`, options),
    beside: (page) => here.beside(page, `${address}/ui`),
  };
}
