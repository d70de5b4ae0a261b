import type { Quarantined } from "@/api/shapes";
import { Glyph } from "@/components/ui/Glyph";
import { shown } from "@/lib/format";
import { texts } from "@/texts";

/** Where a row stood that was brought back: what became of it, for a while. */
export function BackRow({ row }: { row: Quarantined }) {
  return (
    <li className="quar-back" role="status">
      <Glyph mood="good" />
      <span><bdi>{texts.quarantine.broughtBack(shown(row.name), shown(row.category))}</bdi></span>
      <a href={`#/torrents?torrent=${encodeURIComponent(`${row.instance}/${row.hash}`)}`}>{texts.journal.torrent}</a>
    </li>
  );
}
