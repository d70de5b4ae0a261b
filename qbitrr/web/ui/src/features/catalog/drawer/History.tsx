import { queryOptions, useQuery } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "@/api/client";
import { read, rows } from "@/api/reading";
import { entry } from "@/api/shapes";
import { Asked } from "@/components/ui/Asked";
import { Glyph } from "@/components/ui/Glyph";
import { Time } from "@/components/ui/Time";
import { logsHref } from "@/lib/address";
import { shown } from "@/lib/format";
import { entryMood } from "@/lib/states";
import { texts } from "@/texts";

const words = texts.catalog;
const MOST = 20;

const historyQuery = (instance: string, title: string) =>
  queryOptions({
    queryKey: ["activity", "item", instance, title],
    queryFn: async ({ signal }) => read(z.object({ entries: rows(entry) }), await get("activity", { query: { section: instance, q: title, limit: MOST }, signal })).entries,
  });

/** What was done about it, newest first. */
export function History({ instance, title }: { instance: string; title: string }) {
  const asked = useQuery(historyQuery(instance, title));
  const all = `#/activity?${new URLSearchParams({ section: instance, q: title }).toString()}`;
  return (
    <section className="catalog-history" aria-label={words.history}>
      <h3>{words.history}</h3>
      <Asked query={asked}>
        {(entries) => entries.length === 0 ? <p className="quiet">{words.noHistory}</p> : (
          <>
            <ol>
              {entries.map((each) => (
                <li key={each.id}>
                  <Glyph mood={entryMood(each.act, each.result)} />
                  <div><p>{shown(each.text)}</p><p className="quiet"><Time iso={each.at} /></p></div>
                </li>
              ))}
            </ol>
            <p className="catalog-links"><a href={all}>{words.allHistory}</a> · <a href={logsHref({ file: `${instance}.log`, q: title })}>{texts.journal.logLines}</a></p>
          </>
        )}
      </Asked>
    </section>
  );
}
