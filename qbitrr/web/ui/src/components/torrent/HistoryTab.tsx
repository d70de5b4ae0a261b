import { useQuery } from "@tanstack/react-query";
import { historyQuery } from "@/api/explain";
import type { Entry } from "@/api/shapes";
import { Asked } from "@/components/ui/Asked";
import { Empty } from "@/components/ui/Empty";
import { Glyph } from "@/components/ui/Glyph";
import { ReasonFacts } from "@/components/ui/Reason";
import { Time } from "@/components/ui/Time";
import { logsHref } from "@/lib/address";
import { shown } from "@/lib/format";
import { entryMood } from "@/lib/states";
import { texts } from "@/texts";

export function HistoryTab({ hash, name }: { hash: string; name: string }) {
  const lines = <a href={logsHref({ q: name })}>{texts.journal.logLines}</a>;
  return (
    <Asked query={useQuery(historyQuery(hash))}>
      {(entries) => (entries.length === 0 ? <Empty title={texts.why.noHistory} action={lines} /> : <><Entries entries={entries} /><p className="why-links">{lines}</p></>)}
    </Asked>
  );
}

function Entries({ entries }: { entries: readonly Entry[] }) {
  return (
    <ol className="why-history">
      {entries.map((entry) => (
        <li key={entry.id}>
          <Glyph mood={entryMood(entry.act, entry.result)} />
          <div>
            <p>{shown(entry.text)}</p>
            <p className="quiet"><Time iso={entry.at} />{entry.section && ` · ${shown(entry.section)}`}</p>
            {entry.why && <details className="why-fold"><summary>{texts.common.why}</summary><ReasonFacts reason={entry.why} /></details>}
          </div>
        </li>
      ))}
    </ol>
  );
}
