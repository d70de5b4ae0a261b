import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get, post } from "@/api/client";
import { flag, read, text, textOrNull } from "@/api/reading";

const state = z.object({ in_progress: flag, last_result: textOrNull, last_error: textOrNull, completed_at: textOrNull });
const versions = z.object({
  current_version: text, latest_version: textOrNull, update_available: flag, changelog: text, current_version_changelog: text, changelog_url: text,
  repository_url: text, homepage_url: text, last_checked: textOrNull, installation_type: text, error: textOrNull, auto_update_supported: flag,
  update_channel: text, update_state: z.catch(state, { in_progress: false, last_result: null, last_error: null, completed_at: null }),
}); // prettier-ignore
export type Versions = z.infer<typeof versions>;

const KEY = ["meta", "versions"] as const;

/** Versions, notes and how an update goes; asked often only while one runs. */
export const versionsQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) => read(versions, await get("meta", { signal })),
  refetchInterval: (query) => (query.state.data?.update_state.in_progress ? 3000 : 300_000),
});

/** Looks for releases now. */
export function useVersionCheck() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => read(versions, await get("meta", { query: { force: true } })),
    onSuccess: (found) => queries.setQueryData(KEY, found),
  });
}

export function useUpdate() {
  const queries = useQueryClient();
  return useMutation({ mutationFn: () => post("update"), onSettled: () => queries.invalidateQueries({ queryKey: KEY }) });
}
