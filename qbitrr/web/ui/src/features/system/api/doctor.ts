import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get, post } from "@/api/client";
import { count, flag, read, rows, text } from "@/api/reading";

const offer = z.catch(z.nullable(z.object({ id: z.string(), text: text })), null);
const finding = z.object({ check: text, grade: text, where: text, sentence: text, remedy: text, fix: offer });
export type Finding = z.infer<typeof finding>;
const report = z.object({ at: text, seconds: count, problems: flag, findings: rows(finding) });
export type Report = z.infer<typeof report>;
const answer = z.object({ report: z.catch(z.nullable(report), null) });
const fixed = z.object({ id: text, done: flag, why: text, report });

const KEY = ["doctor"] as const;

export const doctorQuery = queryOptions({
  queryKey: KEY,
  queryFn: async ({ signal }) => read(answer, await get("doctor", { signal })).report,
});

export function useExamine() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => read(answer, await post("doctor")).report,
    onSuccess: (found) => queries.setQueryData(KEY, found),
  });
}

export function useFix() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (id: string) => read(fixed, await post("doctor/fix", { id })),
    onSuccess: (result) => queries.setQueryData(KEY, result.report),
  });
}
