import { ActionIcon, CloseButton, Drawer } from "@mantine/core";
import { useHotkeys, useMediaQuery } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { texts } from "@/texts";
import { shown } from "@/lib/format";
import type { Source } from "../api/items";
import type { Kind } from "../kinds";
import type { Item } from "../model";
import { FilmContent, ParentContent } from "./Content";
import "./drawer.css";

const words = texts.catalog;

export interface ItemDrawerProps {
  kind: Kind;
  source: Source;
  id: number;
  /** The entry it was opened from, shown until its own question is answered. */
  known?: Item | undefined;
  onClose: () => void;
  onMove?: (step: 1 | -1) => void;
}

/** Beside the page from 1280 px on, over it below, the whole screen on phones. */
export function ItemDrawer(props: ItemDrawerProps) {
  const isDocked = useMediaQuery("(min-width: 1280px)", undefined, { getInitialValueInEffect: false });
  const isPhone = useMediaQuery("(max-width: 719px)", undefined, { getInitialValueInEffect: false });
  const { onClose, onMove } = props;
  useHotkeys([["j", () => onMove?.(1)], ["k", () => onMove?.(-1)], ...(isDocked ? [["Escape", () => !isSomethingOpen() && onClose()] as [string, () => void]] : [])]);
  const content = <Inside {...props} isDocked={isDocked ?? false} />;
  if (isDocked) return <aside className="catalog-drawer docked" aria-label={words.item}>{content}</aside>;
  return (
    <Drawer.Root opened onClose={onClose} position="right" size={isPhone ? "100%" : 460} padding={0}>
      <Drawer.Overlay />
      <Drawer.Content aria-label={words.item}>
        <Drawer.Body className="catalog-drawer">{content}</Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}

/** A menu or a dialog above the page: Escape is for that. Closed lists stay in the document without a box. */
const isSomethingOpen = (): boolean => [...document.querySelectorAll('[role="menu"], [role="listbox"], [role="dialog"]')].some((each) => each.getClientRects().length > 0);

function Inside({ isDocked, ...props }: ItemDrawerProps & { isDocked: boolean }) {
  const { kind, source, id } = props;
  const key = `${source.category}/${id}`;
  return kind === "radarr" ? <FilmContent key={key} {...props} head={(title) => <Head {...props} title={title} isDocked={isDocked} />} />
    : <ParentContent key={key} {...props} kind={kind} head={(title) => <Head {...props} title={title} isDocked={isDocked} />} />; // prettier-ignore
}

/** The heading takes the focus where nothing else moves it into the drawer. */
function Head({ title, isDocked, onClose, onMove }: ItemDrawerProps & { title: string; isDocked: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (isDocked) heading.current?.focus({ preventScroll: true });
  }, [isDocked]);
  return (
    <div className="catalog-drawer-head">
      <h2 ref={heading} tabIndex={-1}><bdi>{shown(title)}</bdi></h2>
      <div className="catalog-drawer-buttons">
        {onMove && <ActionIcon variant="subtle" size="md" onClick={() => onMove(-1)} aria-label={words.previousItem} aria-keyshortcuts="K"><IconChevronUp size={16} stroke={1.75} /></ActionIcon>}
        {onMove && <ActionIcon variant="subtle" size="md" onClick={() => onMove(1)} aria-label={words.nextItem} aria-keyshortcuts="J"><IconChevronDown size={16} stroke={1.75} /></ActionIcon>}
        <CloseButton onClick={onClose} aria-label={texts.common.close} />
      </div>
    </div>
  );
}
