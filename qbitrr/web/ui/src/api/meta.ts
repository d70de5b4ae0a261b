import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "./client";
import { flag, read, text, textOrNull } from "./reading";

const meta = z.object({
  current_version: text, latest_version: textOrNull, update_available: flag, changelog: text, current_version_changelog: text,
  changelog_url: text, repository_url: text, homepage_url: text, last_checked: textOrNull, installation_type: text, error: textOrNull,
  auth_required: flag, local_auth_enabled: flag, oidc_enabled: flag, setup_required: flag, authenticated: flag, user: textOrNull, url_base: text,
}); // prettier-ignore
export type Meta = z.infer<typeof meta>;

export const isLetIn = (meta: Meta): boolean => !meta.auth_required || meta.authenticated;

/** Versions, and how this browser gets in. */
export const metaQuery = queryOptions({
  queryKey: ["meta"],
  queryFn: async ({ signal }) => read(meta, await get("meta", { signal })),
  staleTime: 60_000,
  refetchInterval: 300_000,
});
