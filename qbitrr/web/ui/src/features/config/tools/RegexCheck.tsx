import { Button, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useId, useState } from "react";
import * as z from "zod/mini";
import { post } from "@/api/client";
import { count, read, rows, text, textOrNull } from "@/api/reading";
import { Glyph } from "@/components/ui/Glyph";
import { Name } from "@/components/ui/Name";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { useEditor } from "../editor";
import { valueIn } from "../model/drafts";
import type { Json } from "../model/json";

const said = texts.config.check;
const tried = z.object({ samples: count, patterns: rows(z.object({ pattern: text, error: textOrNull, matched: count, hits: rows(z.object({ sample: text })) })) });

/** Tries patterns out: on names somebody types, or on the real ones of the section. */
export function RegexCheck({ section, patterns }: { section: string; patterns: string[] }) {
  const { tree, drafts } = useEditor();
  const id = useId();
  const [isOpen, setOpen] = useState(false);
  const [samples, setSamples] = useState("");
  const check = useMutation({
    mutationFn: async (body: Record<string, Json>) => read(tried, await post("regex/check", body)),
    meta: { isShown: true },
  });
  const run = () => {
    const lines = samples.split("\n").filter((each) => each.trim());
    const isCaseSensitive = valueIn(drafts, tree, section, "Torrent.CaseSensitiveMatches") === true;
    check.mutate({ patterns: patterns.filter((each) => each.trim()), caseSensitive: isCaseSensitive, ...(lines.length > 0 ? { samples: lines } : { section, kind: "names" }) });
  };
  return (
    <div className="config-tools" aria-live="polite">
      <Button size="xs" variant="default" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>{said.regex}</Button>
      {isOpen && (
        <div id={id} className="config-regex">
          <Textarea label={said.samples} placeholder={said.useNames} rows={3} value={samples} spellCheck={false} classNames={{ input: "config-lines mono" }} onChange={(event) => setSamples(event.currentTarget.value)} />
          <div><Button size="xs" variant="default" loading={check.isPending} disabled={patterns.length === 0} onClick={run}>{said.run}</Button></div>
          {check.error && <p className="config-wrong"><Glyph mood="bad" size={14} /> {shown(check.error.message)}</p>}
          {check.data && (
            <ul className="config-hits">
              {check.data.patterns.map((each) => (
                <li key={each.pattern}>
                  <code className="mono">{shown(each.pattern)}</code>{" "}
                  {each.error ? <span className="config-wrong"><Glyph mood="bad" size={14} /> {shown(each.error)}</span> : <span className="quiet">{each.matched > 0 ? said.matched(each.matched, check.data.samples) : said.none}</span>}
                  {each.hits.slice(0, 3).map((hit) => <div key={hit.sample} className="quiet"><Name text={hit.sample} /></div>)}
                </li>
              ))}
            </ul>
          )}
        </div>
      )}
    </div>
  );
}
