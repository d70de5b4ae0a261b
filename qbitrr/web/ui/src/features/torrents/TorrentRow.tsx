import { memo } from "react";
import type { Speed } from "@/api/details";
import { keyOf, type Torrent } from "@/api/torrents";
import { CutName } from "@/components/ui/CutName";
import { Bytes } from "@/components/ui/Numbers";
import { percent, shown } from "@/lib/format";
import { texts } from "@/texts";
import type { Column } from "./columns";
import type { Remark } from "@/components/torrent/remarks";
import { StateCell } from "@/components/torrent/StateCell";

interface RowProps {
  torrent: Torrent;
  index: number;
  top: number;
  height: number;
  columns: readonly Column[];
  template: string;
  remark: Remark | undefined;
  speed: Speed | undefined;
  isSelected: boolean;
  isOpen: boolean;
  isActive: boolean;
  /** A card of two lines, for phones. */
  isCard: boolean;
  onOpen: (index: number) => void;
  onSelect: (index: number, isRange: boolean) => void;
}

/** One torrent. Drawn anew only if its own figures changed. */
export const TorrentRow = memo(function TorrentRow(props: RowProps) {
  const { torrent, index, top, height, columns, template, remark, speed, isSelected, isOpen, isActive, isCard, onOpen, onSelect } = props;
  const box = (
    <span role="gridcell" className="torrents-box" onClick={(event) => event.stopPropagation()}>
      <input type="checkbox" tabIndex={-1} checked={isSelected} aria-label={texts.torrents.select(shown(torrent.name))}
        onChange={(event) => onSelect(index, event.nativeEvent instanceof MouseEvent && event.nativeEvent.shiftKey)} />
    </span>
  );
  const state = `${isCard ? "torrents-card" : "torrents-row"}${isOpen ? " open" : ""}${isActive ? " active" : ""}${isSelected ? " selected" : ""}`;
  return (
    <div role="row" id={rowId(torrent)} aria-rowindex={index + 2} aria-selected={isSelected} className={state} onClick={() => onOpen(index)}
      style={{ transform: `translateY(${top}px)`, height, ...(isCard ? {} : { gridTemplateColumns: template }) }}>
      {box}
      {isCard ? <CardLines torrent={torrent} remark={remark} speed={speed} /> : columns.map((column) => (
        <span key={column.id} role="gridcell" className={column.isNumber ? "torrents-cell number" : "torrents-cell"}>{column.cell(torrent, remark, speed)}</span>
      ))}
    </div>
  );
});

export const rowId = (torrent: Torrent): string => `torrent-${keyOf(torrent)}`;

function CardLines({ torrent, remark, speed }: Pick<RowProps, "torrent" | "remark" | "speed">) {
  return (
    <span role="gridcell" className="torrents-lines">
      <CutName text={torrent.name} />
      <span className="torrents-second"><StateCell torrent={torrent} remark={remark} /><span className="quiet torrents-reason">{shown(remark?.text ?? torrent.verdict?.text ?? torrent.category)}</span></span>
      <span className="quiet">{percent(torrent.progress)}{torrent.sizeBytes > 0 && <> · <Bytes size={torrent.sizeBytes} /></>}{speed && speed.down + speed.up > 0 && <> · <Bytes size={Math.max(speed.down, speed.up)} perSecond /></>}</span>
    </span>
  );
}
