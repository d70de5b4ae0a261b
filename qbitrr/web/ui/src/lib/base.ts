/**
 * Where the program is: the page is `<base>/static/index.html`, so everything of it lies one folder up, whatever the prefix.
 */
export const baseUrl = (page: string = document.baseURI): URL => new URL("..", page.split("#")[0]);

/** The address of *path* of the API for browsers, with a query of what is neither undefined, null nor empty. */
export function apiUrl(path: string, query: Query = {}, page?: string): string {
  const url = new URL(`web/${path}`, baseUrl(page));
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null && value !== "") url.searchParams.set(name, String(value));
  }
  return url.href;
}

/** The page of ours that somebody came from to sign in, null if there is none: only such that we serve, for an address is easily made up. */
export function pageBefore(address: string): string | null {
  const next = new URL(address).searchParams.get("next") ?? "";
  return /^\/(api|web)\/docs$/.test(next) ? new URL(next.slice(1), baseUrl(address)).href : null;
}

export type Query = Record<string, string | number | boolean | null | undefined>;

/** A part of a path: a category may contain slashes, which the server takes percent-encoded. */
export const part = (text: string | number): string => encodeURIComponent(String(text));
