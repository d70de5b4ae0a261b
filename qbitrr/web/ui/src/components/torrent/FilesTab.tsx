import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { Button } from "@mantine/core";
import { filesQuery, type TorrentFile } from "@/api/details";
import type { Which } from "@/api/removals";
import { Asked } from "@/components/ui/Asked";
import { Bar } from "@/components/ui/Bar";
import { Empty } from "@/components/ui/Empty";
import { Bytes } from "@/components/ui/Numbers";
import { percent, shown } from "@/lib/format";
import { texts } from "@/texts";

const words = texts.why.files;
const AT_ONCE = 100;

/** What is in it, as its client says now: the largest first, those that are not downloaded last. */
export function FilesTab({ which }: { which: Which }) {
  return (
    <Asked query={useQuery(filesQuery(which))}>
      {({ files, total }) => (total === 0 ? <Empty title={words.none}>{words.noneWhy}</Empty> : <Files files={files} total={total} />)}
    </Asked>
  );
}

function Files({ files, total }: { files: readonly TorrentFile[]; total: number }) {
  const [most, setMost] = useState(AT_ONCE);
  const ordered = useMemo(() => [...files].sort((a, b) => Number(b.wanted) - Number(a.wanted) || b.sizeBytes - a.sizeBytes), [files]);
  const skipped = files.filter((each) => !each.wanted).length;
  return (
    <>
      <p className="quiet">{words.count(total, skipped)}</p>
      <ul className="why-rows">
        {ordered.slice(0, most).map((file) => {
          const [name, folder] = split(file.name);
          return (
            <li key={file.name}>
              <p className="why-file" title={shown(file.name)}><bdi>{shown(name)}</bdi></p>
              {folder && <p className="why-caption why-file"><bdi>{shown(folder)}</bdi></p>}
              <div className="why-measure">
                <span className="why-caption"><Bytes size={file.sizeBytes} /></span>
                {file.wanted ? <Bar part={file.progress} mood="idle" label={percent(file.progress)} /> : <span className="why-caption">{words.skipped}</span>}
                <span className="why-caption number">{file.wanted && percent(file.progress)}</span>
              </div>
            </li>
          );
        })}
      </ul>
      {ordered.length > most && <Button variant="default" size="xs" onClick={() => setMost(most + AT_ONCE)}>{words.more(ordered.length - most)}</Button>}
    </>
  );
}

function split(path: string): [name: string, folder: string] {
  const at = path.lastIndexOf("/");
  return [path.slice(at + 1), path.slice(0, Math.max(0, at))];
}
