import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Asked } from "@/components/ui/Asked";
import { Confirm } from "@/components/ui/Confirm";
import { Name } from "@/components/ui/Name";
import { Bytes } from "@/components/ui/Numbers";
import { Card } from "@/components/ui/Page";
import { say } from "@/components/ui/toasts";
import { bytes, together } from "@/lib/format";
import { texts } from "@/texts";
import { storageQuery, useClearPosters, type Storage as Stored } from "./api/storage";

const t = texts.system.storage;

/** What the program's own files take, and the part of them that may be thrown away. */
export function Storage() {
  const query = useQuery(storageQuery);
  return <Card title={t.title}><Asked query={query}>{(stored) => <Files stored={stored} />}</Asked></Card>;
}

function Files({ stored: { databases, posters } }: { stored: Stored }) {
  const [asking, setAsking] = useState(false);
  const clear = useClearPosters();
  const all = databases.reduce((sum, each) => sum + each.sizeBytes, 0);
  return (
    <div className="system-stack">
      <table className="system-files">
        <caption className="visually-hidden">{t.title}</caption>
        <thead className="visually-hidden"><tr><th scope="col">{t.file}</th><th scope="col">{texts.common.size}</th></tr></thead>
        <tbody>
          {sections(databases).map(([section, size, names]) => (
            <tr key={section}>
              <th scope="row">{section === "" ? t.program : <Name text={section} most={40} />}<span className="system-why">{names.map((each) => t.names[each] ?? each).join(", ")}</span></th>
              <td><Bytes size={size} /></td>
            </tr>
          ))}
          <tr className="system-sum"><th scope="row">{t.all}</th><td><Bytes size={all} /></td></tr>
          <tr><th scope="row">{t.posters}<span className="system-why">{t.postersWhy(posters.count, together(bytes(posters.mostBytes)))}</span></th><td><Bytes size={posters.sizeBytes} /></td></tr>
        </tbody>
      </table>
      <div className="system-side">
        <Button variant="default" size="xs" disabled={posters.count === 0} onClick={() => setAsking(true)}>{t.clear}</Button>
        {posters.count === 0 && <span className="quiet">{t.nothingToClear}</span>}
      </div>
      <Confirm opened={asking} title={t.clearTitle} confirm={t.clear} busy={clear.isPending} onClose={() => setAsking(false)} onConfirm={() => clear.mutate(undefined, { onSuccess: () => say(t.cleared), onSettled: () => setAsking(false) })}>
        <p>{t.clearText(posters.count, together(bytes(posters.sizeBytes)))}</p>
      </Confirm>
    </div>
  );
}

/** What each section takes in all, and in which files, in the order they come. */
function sections(databases: Stored["databases"]): [string, number, string[]][] {
  const found = new Map<string, [number, string[]]>();
  for (const { section, name, sizeBytes } of databases) {
    const [size, names] = found.get(section) ?? [0, []];
    found.set(section, [size + sizeBytes, [...names, name]]);
  }
  return [...found].map(([section, [size, names]]) => [section, size, names]);
}
