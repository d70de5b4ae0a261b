import { useEffect, useEffectEvent } from "react";

export type Act = "next" | "previous" | "follow" | "begin" | "end";
const KEYS: Record<string, Act> = { n: "next", N: "previous", f: "follow", g: "begin", G: "end" };

/** Single keys of the page, unless somebody types or a dialog is open. */
export function useKeys(act: (what: Act) => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const what = KEYS[event.key];
    if (!what || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    if (document.querySelector('[role="dialog"], [role="menu"]')) return;
    event.preventDefault();
    act(what);
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => onKey(event);
    window.addEventListener("keydown", hear);
    return () => window.removeEventListener("keydown", hear);
  }, []);
}

const isTyping = (target: EventTarget | null): boolean => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
