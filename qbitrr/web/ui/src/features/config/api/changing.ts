import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { post, request } from "@/api/client";
import { ApiError } from "@/api/errors";
import { flag, read, rows, text, words } from "@/api/reading";
import type { Json } from "../model/json";
import type { Wish } from "../model/drafts";

const effect = z.object({ target: text, action: text, text });
const changedKey = z.object({ key: text, old: text, new: text });
const changed = z.object({
  reloadType: text, affectedInstances: words, saved: flag, revision: text, warnings: words,
  reload: z.catch(z.object({ effects: rows(effect), changed: rows(changedKey), restartRequired: flag }), { effects: [], changed: [], restartRequired: false }),
}); // prettier-ignore
export type Changed = z.infer<typeof changed>;

const wrong = z.object({ validationErrors: rows(z.object({ path: text, message: text })) });
export interface WrongKey {
  path: string;
  message: string;
}

/** The keys a refusal names. */
export function wrongKeys(error: unknown): WrongKey[] {
  return error instanceof ApiError && error.status === 400 ? read(wrong, error.body).validationErrors : [];
}

export const isConflict = (error: unknown): boolean => error instanceof ApiError && error.status === 409 && error.code === "CONFIG_CONFLICT";

/** What *wish* would do, or what is wrong with it; nothing is saved. */
export const planQuery = (wish: Wish, revision: string) =>
  queryOptions({
    queryKey: ["config", "plan", revision, wish],
    queryFn: async ({ signal }): Promise<Changed> => read(changed, await request("POST", "config/plan", { body: wish, signal })),
    retry: false,
    gcTime: 0,
    staleTime: 60_000,
  });

type Order =
  | { kind: "change"; wish: Wish; revision: string }
  | { kind: "text"; text: string; revision: string; dryRun?: boolean }
  | { kind: "restore"; name: string; dryRun?: boolean }
  | { kind: "confirm" };

/** Changes the configuration. The page shows what is wrong itself. */
export function useChange() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (order: Order): Promise<Changed> => read(changed, await ordered(order)),
    meta: { isShown: true },
    onSuccess: (result) => (result.saved ? queries.invalidateQueries({ queryKey: ["config"] }) : undefined),
  });
}

function ordered(order: Order): Promise<unknown> {
  switch (order.kind) {
    case "change":
      return post("config", { ...order.wish, revision: order.revision } as { [name: string]: Json } & object);
    case "text":
      return post("config/raw", { text: order.text, revision: order.revision, dryRun: order.dryRun ?? false });
    case "restore":
      return post("config/restore", { name: order.name, dryRun: order.dryRun ?? false });
    case "confirm":
      return post("config/confirm", {});
  }
}
