import { ActionIcon, CloseButton } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { SidePane } from "@/components/ui/SidePane";
import { texts } from "@/texts";
import { shown } from "@/lib/format";
import type { Source } from "../api/items";
import type { Kind } from "../kinds";
import type { Item, Which } from "../model";
import { FilmContent, ParentContent } from "./Content";
import "./drawer.css";

const words = texts.catalog;

export interface ItemDrawerProps {
  kind: Kind;
  source: Source;
  which: Which;
  /** The entry it was opened from, shown until its own question is answered. */
  known?: Item | undefined;
  onClose: () => void;
  /** From an episode or an album to all of its whole. */
  onWhole: () => void;
  onMove?: (step: 1 | -1) => void;
}

/** What is known of an entry, and why it is not searched. */
export function ItemDrawer(props: ItemDrawerProps) {
  const { kind, source, which, onClose, onMove } = props;
  useHotkeys([["j", () => onMove?.(1)], ["k", () => onMove?.(-1)]]);
  const key = `${source.category}/${which.id}:${which.part ?? ""}`;
  const head = (title: string) => <Head {...props} title={title} />;
  return (
    <SidePane label={words.item} className="catalog-drawer" onClose={onClose}>
      {kind === "radarr" ? <FilmContent key={key} {...props} head={head} /> : <ParentContent key={key} {...props} kind={kind} head={head} />}
    </SidePane>
  );
}

/** The heading of the entry that was opened takes the focus. */
function Head({ title, onClose, onMove }: ItemDrawerProps & { title: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  return (
    <div className="catalog-drawer-head">
      <h2 ref={heading} tabIndex={-1} data-autofocus><bdi>{shown(title)}</bdi></h2>
      <div className="catalog-drawer-buttons">
        {onMove && <ActionIcon variant="subtle" size="md" onClick={() => onMove(-1)} aria-label={words.previousItem} aria-keyshortcuts="K"><IconChevronUp size={16} stroke={1.75} /></ActionIcon>}
        {onMove && <ActionIcon variant="subtle" size="md" onClick={() => onMove(1)} aria-label={words.nextItem} aria-keyshortcuts="J"><IconChevronDown size={16} stroke={1.75} /></ActionIcon>}
        <CloseButton onClick={onClose} aria-label={texts.common.close} />
      </div>
    </div>
  );
}
