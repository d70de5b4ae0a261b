import { Button } from "@mantine/core";
import { useState } from "react";
import { useLive } from "@/api/live/store";
import { useSearchNow } from "@/api/searchNow";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { NeverRemove } from "./NeverRemove";
import { isUndoable, type Story } from "./stories";

const words = texts.journal;

/** What a person may want after a removal: the item searched once more, or the torrent kept for good while it can be. */
export function AfterRemoval({ story: { head, entries } }: { story: Story }) {
  const quarantine = useLive("quarantine");
  const removals = useLive("removals");
  const [isAsking, setAsking] = useState(false);
  const search = useSearchNow();
  if (!isUndoable(head)) return null;
  const key = `${head.instance}/${head.hash}`;
  const isHeld = quarantine?.quarantine[key] !== undefined;
  const ids = [...new Set(entries.flatMap((each) => each.media))];
  const name = shown(head.name);
  return (
    <div className="journal-after">
      {ids.length > 0 && head.section && (search.isSuccess
        ? <span className="quiet" role="status">{words.searchedAgain}</span>
        : <Button variant="default" size="compact-sm" loading={search.isPending} aria-label={words.searchAgainOf(name)} onClick={() => search.mutate({ instance: head.section, ids })}>{words.searchAgain}</Button>)}
      {(isHeld || removals?.removals[key]) && <Button variant="default" size="compact-sm" aria-label={words.neverOf(name)} onClick={() => setAsking(true)}>{words.never}</Button>}
      {isAsking && <NeverRemove which={head} isHeld={isHeld} onClose={() => setAsking(false)} />}
    </div>
  );
}
