import { FocusTrap } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useRef, type ReactNode, type RefObject } from "react";
import "./side-pane.css";

interface SidePaneProps {
  label: string;
  className: string;
  onClose: () => void;
  children: ReactNode;
}

/**
 * What belongs to a row: beside the page from 1280 px on, over it below, the whole screen on phones.
 *
 * It is one tree for all of them: what was typed, asked or unfolded in it stays when the window changes.
 */
export function SidePane({ label, className, onClose, children }: SidePaneProps) {
  const isDocked = useMediaQuery("(min-width: 1280px)", undefined, { getInitialValueInEffect: false });
  const pane = useRef<HTMLElement>(null);
  useEscape(pane, isDocked, onClose);
  useKeptFocus(isDocked);
  useGivenBack();
  return (
    <>
      {!isDocked && <div className="side-shade" onClick={onClose} />}
      <FocusTrap active={!isDocked} innerRef={pane}>
        <section className={isDocked ? "side-pane docked" : "side-pane"} role={isDocked ? "complementary" : "dialog"} aria-modal={isDocked ? undefined : true} aria-label={label} tabIndex={-1}>
          <div className={className}>{children}</div>
        </section>
      </FocusTrap>
    </>
  );
}

/** Escape closes what is on top: a question or menu above the pane first, and a field beside it keeps its own. */
function useEscape(pane: RefObject<HTMLElement | null>, isDocked: boolean, onClose: () => void): void {
  const pressed = useRef<(event: KeyboardEvent) => void>(undefined);
  useEffect(() => {
    pressed.current = (event) => {
      if (event.key !== "Escape" || event.isComposing || isBelowOther(pane.current, event.target, isDocked)) return;
      onClose();
    };
  });
  useEffect(() => {
    const press = (event: KeyboardEvent) => pressed.current?.(event);
    window.addEventListener("keydown", press, { capture: true });
    return () => window.removeEventListener("keydown", press, { capture: true });
  }, []);
}

const OVERLAYS = '[role="dialog"], [role="menu"], [role="listbox"]';

function isBelowOther(pane: HTMLElement | null, target: EventTarget | null, isDocked: boolean): boolean {
  const isOurs = (each: Element | null) => each === null || each === pane;
  // What has just closed itself on the same key may have left the document already.
  const from = target instanceof Element ? target : null;
  if (!isOurs(from?.closest(OVERLAYS) ?? null)) return true;
  if (isDocked && from?.matches("input, textarea, select") && !pane?.contains(from)) return true;
  // Closed lists stay in the document without a box.
  return [...document.querySelectorAll(OVERLAYS)].some((each) => !isOurs(each) && each.getClientRects().length > 0);
}

/** What begins to trap the focus takes it. Who had it, in the pane or in a question above it, keeps it. */
function useKeptFocus(isDocked: boolean): void {
  useEffect(() => {
    const had = document.activeElement;
    if (isDocked || !(had instanceof HTMLElement) || had.closest('[role="dialog"]') === null) return;
    const timer = setTimeout(() => had.focus({ preventScroll: true }));
    return () => clearTimeout(timer);
  }, [isDocked]);
}

/** When it closes, the focus is where it was before, unless somebody has put it elsewhere. */
function useGivenBack(): void {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (document.activeElement === document.body && before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
}
