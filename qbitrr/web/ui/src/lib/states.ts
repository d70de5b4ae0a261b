/** Which of the six kinds of state something is in: hue, glyph and word come from it. */
export type Mood = "work" | "good" | "wait" | "bad" | "held" | "idle";

/** By the state words of qBittorrent 4.5 to 5.x. */
const TORRENT_MOODS: Record<string, Mood> = {
  downloading: "work", forcedDL: "work", metaDL: "work", forcedMetaDL: "work", checkingDL: "work", checkingUP: "work",
  checkingResumeData: "work", moving: "work", allocating: "work",
  uploading: "good", forcedUP: "good", stalledUP: "good", queuedUP: "good",
  stalledDL: "wait", queuedDL: "wait",
  error: "bad", missingFiles: "bad",
  pausedDL: "idle", stoppedDL: "idle", pausedUP: "idle", stoppedUP: "idle",
};

export const torrentMood = (state: string, quarantined = false): Mood => (quarantined ? "held" : (TORRENT_MOODS[state] ?? "idle"));

/** What a journal entry says came of an act. */
export function entryMood(act: string, result: string): Mood {
  if (/held|postponed|dry/.test(result)) return "held";
  if (/fail|error/.test(result)) return "bad";
  if (/remov|purg|delet|blocklist/.test(act)) return "bad";
  if (/quarantin|protect|hold|duty/.test(act)) return "held";
  if (/import|undo|resum|start/.test(act)) return "good";
  if (/search|recheck|grab/.test(act)) return "work";
  return "idle";
}

/** How a part of the program or one it talks to is doing. */
export function healthMood(status: string): Mood {
  if (status === "ok") return "good";
  if (status === "waiting") return "wait";
  if (status === "failing") return "bad";
  return "idle";
}

/** The state words of a child. */
export function processMood(state: string, alive: boolean): Mood {
  if (/given|crash|fail/.test(state)) return "bad";
  if (/wait|start|stop|back/.test(state)) return "wait";
  return alive ? "good" : "idle";
}
