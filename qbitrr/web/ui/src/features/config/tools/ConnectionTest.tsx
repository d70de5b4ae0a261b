import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { post } from "@/api/client";
import { count, flag, numberOrNull, read, rows, table, text } from "@/api/reading";
import { Glyph } from "@/components/ui/Glyph";
import { bytes, shown, together } from "@/lib/format";
import { texts } from "@/texts";
import { useEditor } from "../editor";
import { stored, valueIn } from "../model/drafts";
import { same } from "../model/json";
import { trialOf } from "../model/trying";

const said = texts.config.test;
const tested = z.object({
  success: flag, message: text, code: text, version: text, appName: text, savePath: text, freeSpace: numberOrNull,
  qualityProfiles: rows(z.object({ name: text })), categories: table(text), requests: z.optional(count),
}); // prettier-ignore
type Tested = z.infer<typeof tested>;

/** Tries the address out, beside its field; it warns, and never stands in the way of saving. */
export function ConnectionTest({ section, fieldKey }: { section: string; fieldKey: string }) {
  const { tree, drafts } = useEditor();
  const queries = useQueryClient();
  const trial = trialOf(section, fieldKey, (key) => valueIn(drafts, tree, section, key), (key) => stored(tree, section, key));
  const test = useMutation({
    mutationFn: async (wanted: Extract<typeof trial, { path: string }>) => read(tested, await post(wanted.path, wanted.body)),
    meta: { isShown: true },
    onSuccess: (found) => {
      if (found.qualityProfiles.length > 0) queries.setQueryData(["config-profiles"], found.qualityProfiles.map((each) => each.name));
    },
  });
  const isOfThis = test.variables !== undefined && "path" in trial && same(test.variables.body, trial.body);
  return (
    <div className="config-tools" aria-live="polite">
      <Button size="xs" variant="default" loading={test.isPending} disabled={!("path" in trial)} onClick={() => { if ("path" in trial) test.mutate(trial); }}>{said.button}</Button>
      {"missing" in trial && <span className="quiet">{trial.missing === "key" ? said.needsKey : said.needsAddress}</span>}
      {isOfThis && test.data && <span><Glyph mood={test.data.success ? "good" : "bad"} size={14} /> {words(test.data)}</span>}
      {isOfThis && test.error && <span><Glyph mood="wait" size={14} /> {shown(test.error.message)}</span>}
    </div>
  );
}

function words(found: Tested): string {
  if (!found.success) return `${shown(found.message)} ${said.warns}`;
  const categories = Object.keys(found.categories).length;
  return [
    [found.appName, found.version].filter(Boolean).map(shown).join(" ") || shown(found.message),
    found.qualityProfiles.length > 0 ? said.profiles(found.qualityProfiles.length) : "",
    categories > 0 ? said.categories(categories) : "",
    found.freeSpace !== null ? `${together(bytes(found.freeSpace))} ${said.free}` : "",
    found.requests !== undefined ? said.requests(found.requests) : "",
  ].filter(Boolean).join(" · ");
}
