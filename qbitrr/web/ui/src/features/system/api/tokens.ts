import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get, post, remove } from "@/api/client";
import { read, rows, text, textOrNull } from "@/api/reading";
import { part } from "@/lib/base";

const token = z.object({ id: z.string(), name: text, created: textOrNull, lastUsed: textOrNull, address: text });
export type NamedToken = z.infer<typeof token>;
const made = z.object({ name: text, secret: z.string() });

const KEY = ["auth", "tokens"] as const;

export const tokensQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) => read(z.object({ tokens: rows(token) }), await get("auth/tokens", { signal })).tokens,
});

/** The secret is in the answer and nowhere else. The form shows what is wrong itself. */
export function useMakeToken() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (name: string) => read(made, await post("auth/tokens", { name })),
    meta: { isShown: true },
    gcTime: 0,
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
}

export function useRevokeToken() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: (id: string) => remove(`auth/tokens/${part(id)}`), onSettled: () => queries.invalidateQueries({ queryKey: KEY }) });
}
