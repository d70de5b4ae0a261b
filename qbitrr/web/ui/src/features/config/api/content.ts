import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get, getWithRevision } from "@/api/client";
import { numberOrNull, read, rows, text } from "@/api/reading";
import { isTable, type Json, type Tree } from "../model/json";

export interface Content {
  tree: Tree;
  revision: string;
  /** Why this release may not understand the file, empty if it does. */
  warning: string;
}

/** The file as it is, secrets masked. Browsers get a warning around it if it was written by a newer release. */
export const contentQuery = queryOptions({
  queryKey: ["config", "content"],
  queryFn: async ({ signal }): Promise<Content> => {
    const { value, revision } = await getWithRevision("config", { query: { stated: "1" }, signal });
    const whole = read(z.record(z.string(), z.unknown()), value) as Tree;
    const warned = isTable(whole["warning"]) && isTable(whole["config"]);
    const message: Json | undefined = warned && isTable(whole["warning"]) ? whole["warning"]["message"] : "";
    return { tree: warned && isTable(whole["config"]) ? whole["config"] : whole, revision, warning: typeof message === "string" ? message : "" };
  },
});

const problem = z.object({ severity: text, section: text, key: text, line: numberOrNull, message: text, remedy: text, text });
const fixed = z.object({ key: z.string(), variable: text, why: text, value: z.catch(z.nullable(z.custom<Json>()), null) });
const problems = z.object({ revision: text, trouble: text, problems: rows(problem), fixed: rows(fixed), confirmed: z.catch(z.boolean(), true) });
export type Problem = z.infer<typeof problem>;
export type Problems = z.infer<typeof problems>;

/** What is wrong with the configuration in force, and what the environment holds of it. */
export const problemsQuery = queryOptions({
  queryKey: ["config", "problems"],
  queryFn: async ({ signal }): Promise<Problems> => read(problems, await get("config/problems", { signal })),
});
