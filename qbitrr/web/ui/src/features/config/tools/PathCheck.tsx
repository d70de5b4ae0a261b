import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import * as z from "zod/mini";
import { post } from "@/api/client";
import { flag, numberOrNull, read, text, textOrNull } from "@/api/reading";
import { Glyph } from "@/components/ui/Glyph";
import { bytes, shown, together } from "@/lib/format";
import { texts } from "@/texts";

const found = z.object({ path: text, exists: flag, kind: textOrNull, readable: flag, writable: flag, freeBytes: numberOrNull, message: text });

/** What is at a path, and how much room there is. */
export function PathCheck({ path }: { path: string }) {
  const check = useMutation({ mutationFn: async (asked: string) => read(found, await post("path/check", { path: asked })), meta: { isShown: true } });
  const answer = check.variables === path ? check.data : undefined;
  const error = check.variables === path ? check.error : null;
  return (
    <div className="config-tools" aria-live="polite">
      <Button size="xs" variant="default" loading={check.isPending} disabled={!path.trim()} onClick={() => check.mutate(path)}>{texts.config.check.path}</Button>
      {answer && <span><Glyph mood={answer.exists && answer.readable && answer.writable ? "good" : "wait"} size={14} /> {shown(answer.message)} {answer.freeBytes !== null && `${together(bytes(answer.freeBytes))} ${texts.config.check.free}.`}</span>}
      {error && <span><Glyph mood="wait" size={14} /> {shown(error.message)}</span>}
    </div>
  );
}
