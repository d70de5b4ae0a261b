import type { Torrent } from "@/api/torrents";
import { Bytes } from "@/components/ui/Numbers";
import { Time } from "@/components/ui/Time";
import { duration, NONE, number, percent, ratio, shown } from "@/lib/format";
import { texts } from "@/texts";

const words = texts.why.facts;

export function FactsTab({ torrent }: { torrent: Torrent }) {
  const facts: [string, React.ReactNode][] = [
    [words.progress, percent(torrent.progress)],
    [words.size, <Bytes key="size" size={torrent.sizeBytes} />],
    [words.downloaded, <Bytes key="had" size={torrent.downloadedBytes} />],
    [words.left, <Bytes key="left" size={torrent.amountLeft} />],
    [words.eta, torrent.etaSeconds === null ? NONE : duration(torrent.etaSeconds)],
    [words.availability, torrent.availability === null ? NONE : number(torrent.availability, 2)],
    [words.ratio, ratio(torrent.ratio)],
    [words.seeding, torrent.seedingTimeSeconds > 0 ? duration(torrent.seedingTimeSeconds) : NONE],
    [words.added, <Time key="added" iso={torrent.addedAt} />],
    [words.completed, <Time key="completed" iso={torrent.completedAt} />],
    [words.active, <Time key="active" iso={torrent.activeAt} />],
    [words.client, shown(torrent.instance)],
    [words.section, shown(torrent.section) || NONE],
    [words.category, shown(torrent.category) || NONE],
    [words.tags, torrent.tags.map(shown).join(", ") || NONE],
    [words.tracker, shown(torrent.tracker) || NONE],
    [words.private, torrent.private === null ? NONE : torrent.private ? texts.common.yes : texts.common.no],
    [words.priority, torrent.priority > 0 ? torrent.priority : NONE],
    [words.savePath, <span key="save" className="mono">{shown(torrent.savePath) || NONE}</span>],
    [words.contentPath, <span key="content" className="mono">{shown(torrent.contentPath) || NONE}</span>],
    [words.hash, <span key="hash" className="mono">{torrent.hash}</span>],
  ];
  return <dl className="facts">{facts.map(([name, value]) => <div key={name} className="fact"><dt>{name}</dt><dd>{value}</dd></div>)}</dl>;
}
