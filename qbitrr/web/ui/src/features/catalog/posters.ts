import { useCallback, useEffect, useRef, useState } from "react";
import { Slots } from "@/lib/slots";

const MOST_AT_ONCE = 10;
const PATIENCE_MS = 10_000;
/** As seldom as the server asks an Arr again for a poster it has not got. */
const FORGET_MS = 600_000;

const slots = new Slots(MOST_AT_ONCE);
const missing = new Map<string, number>();
const loaded = new Set<string>();

type Phase = "waiting" | "loading" | "shown" | "missing";

function firstPhase(url: string): Phase {
  if (Date.now() - (missing.get(url) ?? -Infinity) < FORGET_MS) return "missing";
  return loaded.has(url) ? "shown" : "waiting";
}

/**
 * Loads a picture once its *box* is near what is seen: in one of ten places, with ten seconds of patience, and without a second try of
 * what is not there.
 */
export function usePoster(url: string, box: React.RefObject<Element | null>) {
  const [phase, setPhase] = useState<Phase>(() => firstPhase(url));
  const place = useRef<(() => void) | null>(null);
  const leave = useCallback(() => {
    place.current?.();
    place.current = null;
  }, []);
  const finish = useCallback((isThere: boolean) => {
    if (isThere) loaded.add(url);
    else missing.set(url, Date.now());
    setPhase(isThere ? "shown" : "missing");
    leave();
  }, [url, leave]); // prettier-ignore
  const isWaiting = phase === "waiting";
  useEffect(() => {
    if (!isWaiting || !box.current) return;
    const watcher = new IntersectionObserver((seen) => {
      if (!seen.some((each) => each.isIntersecting)) return;
      watcher.disconnect();
      place.current = slots.ask(() => setPhase("loading"));
    }, { rootMargin: "200px" }); // prettier-ignore
    watcher.observe(box.current);
    return () => watcher.disconnect();
  }, [isWaiting, box]);
  useEffect(() => {
    if (phase !== "loading") return;
    const timer = setTimeout(() => finish(false), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [phase, finish]);
  useEffect(() => leave, [leave]);
  return { phase, finish };
}
