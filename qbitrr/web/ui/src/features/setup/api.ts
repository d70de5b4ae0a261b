import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get, post } from "@/api/client";
import { flag, numberOrNull, read, rows, text, words } from "@/api/reading";
import { answersOf, arrAnswers, clientAnswers, type Form, type Program } from "./answers";

const state = z.object({ needed: flag, why: text, writable: flag, path: text });
export type SetupState = z.infer<typeof state>;

/** Whether there is anything to set up, and whether it may be written. */
export const setupQuery = queryOptions({ queryKey: ["setup"], queryFn: async ({ signal }) => read(state, await get("setup", { signal })) });

const arr = z.object({ appName: text, version: text, rootFolders: words, qualityProfiles: rows(z.object({ name: text })), notes: words });
const client = z.object({ version: text, savePath: text, freeSpace: numberOrNull, categories: rows(z.object({ name: text })), notes: words });
const probe = z.object({
  success: flag, code: text, message: text, remedy: text,
  arr: z.catch(z.nullish(arr), null), qbittorrent: z.catch(z.nullish(client), null),
}); // prettier-ignore
export type Probe = z.infer<typeof probe>;

/** What is at an address. The page shows what came of it itself. */
export const useProbe = (kind: "client" | "arr") =>
  useMutation({
    mutationFn: async (program: Program) =>
      read(probe, await post("setup/probe", kind === "arr" ? { arr: arrAnswers(program) } : { qbittorrent: clientAnswers(program) })),
    meta: { isShown: true },
  });

const draft = z.object({ text, sections: words, refusals: words, notes: words });
export type Draft = z.infer<typeof draft>;

/** The file as it would be written. */
export const usePreview = () =>
  useMutation({ mutationFn: async (form: Form) => read(draft, await post("setup/preview", answersOf(form))), meta: { isShown: true } });

const written = z.object({ path: text, sections: words, notes: words, message: text });

/** Writes it, and has it in force. */
export function useWrite() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (form: Form) => read(written, await post("setup/write", answersOf(form))),
    meta: { isShown: true },
    onSuccess: () => queries.invalidateQueries(),
  });
}
