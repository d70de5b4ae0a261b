import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get, post, remove } from "@/api/client";
import { flag, read, rows, text, textOrNull } from "@/api/reading";
import { part } from "@/lib/base";

const session = z.object({
  id: z.string(), user: text, method: text, created: textOrNull, lastSeen: textOrNull, expires: textOrNull, address: text, userAgent: text, current: flag,
}); // prettier-ignore
export type Session = z.infer<typeof session>;

const me = z.object({ user: textOrNull, method: text, passwordSet: flag, authDisabled: flag });

export const sessionsQuery = queryOptions({
  queryKey: ["auth", "sessions"],
  queryFn: async ({ signal }) => read(z.object({ sessions: rows(session) }), await get("auth/sessions", { signal })).sessions,
});

export const meQuery = queryOptions({
  queryKey: ["auth", "me"],
  queryFn: async ({ signal }) => read(me, await get("auth/me", { signal })),
});

/** Ends one session, or all of them for null. */
export function useRevoke() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string | null) => remove(id === null ? "auth/sessions" : `auth/sessions/${part(id)}`),
    onSettled: () => queries.invalidateQueries({ queryKey: ["auth"] }),
  });
}

/** The form shows what is wrong itself. */
export function usePasswordChange() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (wish: { currentPassword: string; newPassword: string }) => post("auth/change-password", wish),
    meta: { isShown: true },
    onSettled: () => queries.invalidateQueries({ queryKey: ["auth"] }),
  });
}

/** The token, only when somebody asks for it; it is kept nowhere. */
export const fetchToken = async (): Promise<string> => read(z.object({ token: text }), await get("token")).token;
