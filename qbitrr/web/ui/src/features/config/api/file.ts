import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "@/api/client";
import { count, read, rows, text } from "@/api/reading";

const raw = z.object({ text, revision: text });
const backup = z.object({ name: z.string(), at: text, size: count });

/** The TOML text of the file, secrets masked. It is not read again by itself while somebody writes in it. */
export const rawQuery = queryOptions({
  queryKey: ["config-text"],
  queryFn: async ({ signal }) => read(raw, await get("config/raw", { signal })),
  staleTime: Infinity,
  gcTime: 0,
  refetchOnWindowFocus: false,
});

/** What can be brought back, newest first. */
export const backupsQuery = queryOptions({
  queryKey: ["config", "backups"],
  queryFn: async ({ signal }) => read(z.object({ backups: rows(backup) }), await get("config/backups", { signal })).backups,
});
