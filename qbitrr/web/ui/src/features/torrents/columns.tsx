import type { Speed } from "@/api/details";
import type { Torrent } from "@/api/torrents";
import { Bytes } from "@/components/ui/Numbers";
import { CutName } from "@/components/ui/CutName";
import { Soon, Time } from "@/components/ui/Time";
import { duration, NONE, number, percent, ratio, shown } from "@/lib/format";
import { texts } from "@/texts";
import { StateCell } from "@/components/torrent/StateCell";
import type { Remark } from "@/components/torrent/remarks";

export type ColumnId = keyof typeof texts.torrents.column;

export interface Column {
  id: ColumnId;
  /** As wide as its longest legal value, in px; of the name: the least. */
  width: number;
  /** By what the server orders it. */
  sort?: string;
  isNumber?: boolean;
  cell: (torrent: Torrent, remark: Remark | undefined, speed: Speed | undefined) => React.ReactNode;
}

const seconds = (value: number | null) => (value === null || value <= 0 ? NONE : duration(value));

const rate = (value: number | undefined) => (value ? <Bytes size={value} perSecond /> : NONE);
/** What is asked of the clients themselves, as long as one of these is shown. */
export const SPEEDS: readonly ColumnId[] = ["down", "up", "peers"];

export const COLUMNS: readonly Column[] = [
  { id: "name", width: 280, sort: "name", cell: (torrent) => <CutName text={torrent.name} /> },
  { id: "state", width: 164, sort: "state", cell: (torrent, remark) => <StateCell torrent={torrent} remark={remark} /> },
  { id: "progress", width: 60, sort: "progress", isNumber: true, cell: (torrent) => percent(torrent.progress) },
  { id: "size", width: 84, sort: "size", isNumber: true, cell: (torrent) => (torrent.sizeBytes > 0 ? <Bytes size={torrent.sizeBytes} /> : NONE) },
  { id: "ratio", width: 76, sort: "ratio", isNumber: true, cell: (torrent) => ratio(torrent.ratio) },
  { id: "down", width: 84, isNumber: true, cell: (_torrent, _remark, speed) => rate(speed?.down) },
  { id: "up", width: 84, isNumber: true, cell: (_torrent, _remark, speed) => rate(speed?.up) },
  { id: "peers", width: 84, isNumber: true, cell: (_torrent, _remark, speed) => (speed ? `${speed.seeds} / ${speed.peers}` : NONE) },
  { id: "eta", width: 110, isNumber: true, cell: (torrent) => (torrent.progress >= 1 ? NONE : seconds(torrent.etaSeconds)) },
  { id: "next", width: 104, isNumber: true, cell: (torrent) => <Soon iso={torrent.verdict?.holdsUntil} /> },
  { id: "added", width: 136, sort: "added", isNumber: true, cell: (torrent) => <Time iso={torrent.addedAt} /> },
  { id: "category", width: 140, sort: "category", cell: (torrent) => shown(torrent.category) || NONE },
  { id: "reason", width: 320, cell: (torrent) => <span title={torrent.verdict?.text}>{torrent.verdict ? shown(torrent.verdict.text) : NONE}</span> },
  { id: "section", width: 140, cell: (torrent) => shown(torrent.section) || NONE },
  { id: "instance", width: 110, cell: (torrent) => shown(torrent.instance) },
  { id: "tracker", width: 170, cell: (torrent) => shown(torrent.tracker) || NONE },
  { id: "tags", width: 200, cell: (torrent) => torrent.tags.map(shown).join(", ") || NONE },
  { id: "completed", width: 136, sort: "completed", isNumber: true, cell: (torrent) => <Time iso={torrent.completedAt} /> },
  { id: "activity", width: 136, sort: "activity", isNumber: true, cell: (torrent) => <Time iso={torrent.activeAt} /> },
  { id: "seedingTime", width: 120, sort: "seedingTime", isNumber: true, cell: (torrent) => seconds(torrent.seedingTimeSeconds) },
  { id: "availability", width: 104, isNumber: true, cell: (torrent) => (torrent.availability === null ? NONE : number(torrent.availability, 2)) },
  { id: "downloaded", width: 110, isNumber: true, cell: (torrent) => <Bytes size={torrent.downloadedBytes} /> },
  { id: "private", width: 84, cell: (torrent) => (torrent.private === null ? NONE : torrent.private ? texts.common.yes : texts.common.no) },
];

export const DELIVERED: readonly ColumnId[] = ["name", "state", "progress", "size", "down", "up", "next", "ratio", "added", "category", "reason"];
