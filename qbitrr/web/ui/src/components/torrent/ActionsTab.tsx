import { Button } from "@mantine/core";
import { useState } from "react";
import { useTorrentAction } from "@/api/removals";
import { keyOf, type Torrent } from "@/api/torrents";
import { say } from "@/components/ui/toasts";
import { texts } from "@/texts";
import { actionsFor, ASKED_BEFORE } from "./actions";
import { ConfirmRemoval } from "./ConfirmRemoval";

const words = texts.why;

/** Each thing that can be done, with what it does. */
export function ActionsTab({ torrent, isLeaving }: { torrent: Torrent; isLeaving: boolean }) {
  const act = useTorrentAction();
  // Keys move on to the next torrent while a question is open: it was asked of this one alone.
  const [question, setQuestion] = useState({ action: "", of: "" });
  const asking = question.of === keyOf(torrent) ? question.action : "";
  const setAsking = (action: string) => setQuestion({ action, of: keyOf(torrent) });
  const run = (action: string, files?: boolean) =>
    act.mutate({ instance: torrent.instance, hash: torrent.hash, action, ...(files === undefined ? {} : { files }) }, {
      onSuccess: () => say(words.done(words.action[action]?.[0] ?? action)),
      onSettled: () => setAsking(""),
    });
  return (
    <ul className="why-actions">
      {actionsFor(torrent, isLeaving).map((action) => {
        const [label, effect] = words.action[action] ?? [action, ""];
        return (
          <li key={action}>
            <Button variant="default" size="xs" loading={act.isPending && act.variables.action === action} onClick={() => (ASKED_BEFORE.has(action) ? setAsking(action) : run(action))}>{label}</Button>
            <p className="quiet">{effect}</p>
          </li>
        );
      })}
      {asking && (
        <ConfirmRemoval action={asking} names={[torrent.name]} busy={act.isPending} onClose={() => setAsking("")} onConfirm={(files) => run(asking, asking === "remove" ? files : undefined)} />
      )}
    </ul>
  );
}
