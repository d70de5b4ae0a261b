import { useNavigate, useRouterState } from "@tanstack/react-router";

export type Search = Record<string, string>;

/** What stands after `?` in the address: filters, page, the open drawer. Back and reload keep it. */
export function useAddress(): [Search, (change: Record<string, string | number | null | undefined>, options?: { replace?: boolean }) => void] {
  const search = useRouterState({ select: (state) => state.location.search as Search });
  const navigate = useNavigate();
  const change = (what: Record<string, string | number | null | undefined>, { replace = false } = {}) => {
    void navigate({ to: ".", search: changed(search, what) as never, replace });
  };
  return [search, change];
}

/** *search* with what changed; null, undefined and "" take a name away. */
export function changed(search: Search, what: Record<string, string | number | null | undefined>): Search {
  const result = { ...search };
  for (const [name, value] of Object.entries(what)) {
    if (value === null || value === undefined || value === "") delete result[name];
    else result[name] = String(value);
  }
  return result;
}

/** Everything in the query is text; nothing else is made of what somebody typed there. */
export const readSearch = (text: string): Search => Object.fromEntries(new URLSearchParams(text));
export function writeSearch(search: Record<string, unknown>): string {
  const query = new URLSearchParams(Object.entries(search).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)]));
  const said = query.toString();
  return said ? `?${said}` : "";
}

/** The lines of logs: of *file*, at the time *at*, that hold the text *q*. */
export const logsHref = (what: { file?: string; at?: string; q?: string; byte?: number }): string => `#/logs${writeSearch(what)}`;
