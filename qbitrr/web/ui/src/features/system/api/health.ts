import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "@/api/client";
import { read, rows, text, textOrNull, words } from "@/api/reading";

const component = z.object({ kind: text, name: text, status: text, state: text, since: textOrNull, why: text });
export type Component = z.infer<typeof component>;

const health = z.object({ status: text, components: rows(component), problems: words });

export const healthQuery = queryOptions({
  queryKey: ["health"],
  queryFn: async ({ signal }) => read(health, await get("health", { signal })),
  refetchInterval: 10_000,
});
