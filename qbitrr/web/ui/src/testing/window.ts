import { act } from "@testing-library/react";

const asked = new Set<MediaQuery>();
/** Neither a phone nor so wide that something stands beside the page. */
const USUAL = 1100;
let width = USUAL;

/** What jsdom lacks: a window that has a width. */
class MediaQuery extends EventTarget {
  constructor(readonly media: string) {
    super();
    asked.add(this);
  }
  get matches(): boolean {
    const [, side, limit] = /\((min|max)-width: (\d+)px\)/.exec(this.media) ?? [];
    return side === "min" ? width >= Number(limit) : side === "max" ? width <= Number(limit) : false;
  }
  addListener() {}
  removeListener() {}
}

export const matchMedia = (query: string) => new MediaQuery(query);

/** Make the window *pixels* wide, as somebody does who draws at its edge. */
export function resizeTo(pixels: number): void {
  const before = new Map([...asked].map((each) => [each, each.matches]));
  width = pixels;
  act(() => {
    for (const [each, matched] of before) if (each.matches !== matched) each.dispatchEvent(Object.assign(new Event("change"), { matches: each.matches }));
  });
}

export function forgetWindow(): void {
  asked.clear();
  width = USUAL;
}
