import type { Torrent } from "@/api/torrents";

export const ASKED_BEFORE: ReadonlySet<string> = new Set(["fail", "remove", "purge"]);

const STOPPED = /^(paused|stopped)/;

/** What can be done to a torrent now, the harmless first. *isLeaving*: its removal is open. */
export function actionsFor(torrent: Pick<Torrent, "state" | "quarantined" | "protected" | "progress">, isLeaving: boolean): string[] {
  if (torrent.quarantined) return ["undo", "purge"];
  return [
    ...(isLeaving ? ["cancel"] : []),
    torrent.protected ? "unprotect" : "protect",
    STOPPED.test(torrent.state) ? "resume" : "pause",
    "recheck",
    "reannounce",
    ...(torrent.progress >= 1 ? ["import"] : []),
    "fail",
    "remove",
  ];
}
