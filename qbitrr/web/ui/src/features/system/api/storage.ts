import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get, remove } from "@/api/client";
import { count, read, rows, text } from "@/api/reading";

const database = z.object({ section: text, name: z.string(), sizeBytes: count });
const posters = z.object({ count, sizeBytes: count, mostBytes: count });
const storage = z.object({ databases: rows(database), posters: z.catch(posters, { count: 0, sizeBytes: 0, mostBytes: 0 }) });
export type Storage = z.infer<typeof storage>;

const KEY = ["storage"] as const;

/** What the files of the program take. They are looked at when somebody looks at the page. */
export const storageQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) => read(storage, await get("storage", { signal })),
  staleTime: 60_000,
});

export function useClearPosters() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => read(storage, await remove("storage/posters")),
    onSuccess: (left) => queries.setQueryData(KEY, left),
  });
}
