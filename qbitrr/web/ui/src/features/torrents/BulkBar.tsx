import { Button } from "@mantine/core";
import { useState } from "react";
import { useTorrentAction } from "@/api/removals";
import { keyOf, type Torrent } from "@/api/torrents";
import { ASKED_BEFORE } from "@/components/torrent/actions";
import { ConfirmRemoval } from "@/components/torrent/ConfirmRemoval";
import { say } from "@/components/ui/toasts";
import { texts } from "@/texts";
import { oneByOne } from "./oneByOne";
import type { Selection } from "./useSelection";

const words = texts.torrents;
const BULK = ["protect", "recheck", "reannounce", "pause", "resume", "fail", "remove"] as const;

/** What can be done to all that are selected. */
export function BulkBar({ torrents, selection }: { torrents: readonly Torrent[]; selection: Selection }) {
  const act = useTorrentAction();
  const [asking, setAsking] = useState("");
  const [busy, setBusy] = useState("");
  const chosen = torrents.filter((each) => selection.has(keyOf(each)));
  if (chosen.length === 0) return null;
  const run = async (action: string, files?: boolean) => {
    setBusy(action);
    const { done, failures } = await oneByOne(chosen, ({ instance, hash }) => act.mutateAsync({ instance, hash, action, ...(files === undefined ? {} : { files }) }));
    setBusy("");
    setAsking("");
    if (done > 0) say(words.bulkDone(texts.why.action[action]?.[0] ?? action, done));
    if (failures.length > 0) say(words.bulkFailed(failures.length, failures[0] ?? ""), true);
    else selection.clear();
  };
  return (
    <div className="torrents-bulk" role="toolbar" aria-label={texts.common.actions}>
      <span aria-live="polite">{words.selected(chosen.length)}</span>
      {BULK.map((action) => (
        <Button key={action} size="xs" variant="default" loading={busy === action && !asking} disabled={busy !== "" && busy !== action}
          onClick={() => (ASKED_BEFORE.has(action) ? setAsking(action) : void run(action))}>
          {texts.why.action[action]?.[0] ?? action}
        </Button>
      ))}
      <Button size="xs" variant="subtle" onClick={selection.clear}>{words.clearSelection}</Button>
      {asking && (
        <ConfirmRemoval action={asking} names={chosen.map((each) => each.name)} busy={busy !== ""} onClose={() => setAsking("")}
          onConfirm={(files) => void run(asking, asking === "remove" ? files : undefined)} />
      )}
    </div>
  );
}
