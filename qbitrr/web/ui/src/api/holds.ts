import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get, post, remove } from "./client";
import { read, rows, text } from "./reading";

const hold = z.object({ scope: z.string(), since: text, until: text, reason: text });
export type Hold = z.infer<typeof hold>;

export const holdsQuery = queryOptions({
  queryKey: ["holds"],
  queryFn: async ({ signal }) => read(z.object({ holds: rows(hold) }), await get("hold", { signal })).holds,
  refetchInterval: 10_000,
});

/** Hold a section, or `all`, for *minutes*. */
export function useHold() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: { minutes: number; scope?: string; reason?: string }) => post("hold", wish),
    onSettled: () => queries.invalidateQueries({ queryKey: ["holds"] }),
  });
}

export function useRelease() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (scope: string) => remove("hold", { scope }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["holds"] }),
  });
}
