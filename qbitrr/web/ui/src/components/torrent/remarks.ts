import { useMemo } from "react";
import { useLive } from "@/api/live/store";
import type { Mood } from "@/lib/states";
import { texts } from "@/texts";

/** What is going on with a torrent beside its state in the client: the word, and why. */
export interface Remark {
  mood: Mood;
  word: string;
  text: string;
}

const words = texts.torrents;

/** By `<client>/<hash>`, from the stream: what is about to leave, and what needs a person. */
export function useRemarks(): ReadonlyMap<string, Remark> {
  const removals = useLive("removals");
  const attention = useLive("attention");
  return useMemo(() => {
    const remarks = new Map<string, Remark>();
    for (const each of Object.values(attention?.torrents ?? {})) {
      remarks.set(`${each.instance}/${each.hash}`, { mood: "wait", word: texts.states.bad, text: each.text });
    }
    for (const [key, each] of Object.entries(removals?.removals ?? {})) {
      const text = [each.reason?.text, each.waits_for].filter(Boolean).join(" ");
      remarks.set(key, { mood: each.held_by ? "held" : "bad", word: each.held_by ? words.leavingHeld : words.leaving, text });
    }
    return remarks;
  }, [removals, attention]);
}
