import type { Torrent } from "@/api/torrents";
import { State } from "@/components/ui/Glyph";
import { shown } from "@/lib/format";
import { torrentMood } from "@/lib/states";
import { texts } from "@/texts";
import type { Remark } from "./remarks";

const words = texts.torrents;

export const stateWord = (state: string): string => words.states[state] ?? shown(state);

export function StateCell({ torrent, remark }: { torrent: Torrent; remark?: Remark | undefined }) {
  if (torrent.quarantined) return <State mood="held" word={words.quarantined} />;
  if (remark) return <span title={remark.text}><State mood={remark.mood} word={remark.word} /></span>;
  const leaves = torrent.verdict?.step === "removal";
  if (leaves) return <span title={torrent.verdict?.text}><State mood="wait" word={words.leaving} /></span>;
  return <State mood={torrentMood(torrent.state)} word={stateWord(torrent.state)} />;
}
