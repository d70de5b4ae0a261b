import { ActionIcon, CloseButton, CopyButton, Tabs } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { IconCheck, IconChevronDown, IconChevronUp, IconCopy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useLive } from "@/api/live/store";
import type { Which } from "@/api/removals";
import { keyOf, torrentQuery, type Torrent } from "@/api/torrents";
import { Asked } from "@/components/ui/Asked";
import { SidePane } from "@/components/ui/SidePane";
import { shown } from "@/lib/format";
import { useAddress } from "@/lib/address";
import { texts } from "@/texts";
import { ActionsTab } from "./ActionsTab";
import { FactsTab } from "./FactsTab";
import { FilesTab } from "./FilesTab";
import { HistoryTab } from "./HistoryTab";
import { TrackersTab } from "./TrackersTab";
import { WhyTab } from "./WhyTab";
import "./torrent.css";

const words = texts.why;

interface TorrentDrawerProps {
  which: Which;
  /** The row it was opened from, shown until its own question is answered. */
  known?: Torrent | undefined;
  onClose: () => void;
  onMove?: (step: 1 | -1) => void;
}

/** What is known of a torrent, and why it is there. */
export function TorrentDrawer(props: TorrentDrawerProps) {
  const { onClose, onMove } = props;
  useHotkeys([["j", () => onMove?.(1)], ["k", () => onMove?.(-1)]]);
  return <SidePane label={words.title} className="torrent-drawer" onClose={onClose}><Content {...props} /></SidePane>;
}

function Content({ which, known, onClose, onMove }: TorrentDrawerProps) {
  const [search, setSearch] = useAddress();
  const asked = useQuery(torrentQuery(which));
  const removals = useLive("removals");
  const torrent = asked.data ?? known;
  const name = torrent?.name ?? which.hash;
  const isLeaving = keyOf(which) in (removals?.removals ?? {});
  return (
    <>
      <header className="drawer-head">
        <h2 tabIndex={-1} data-autofocus><bdi>{shown(name)}</bdi></h2>
        <div className="drawer-buttons">
          <CopyButton value={name}>
            {({ copied, copy }) => (
              <ActionIcon variant="subtle" size="md" onClick={copy} aria-label={copied ? texts.common.copied : words.copyName}>
                {copied ? <IconCheck size={16} stroke={1.75} /> : <IconCopy size={16} stroke={1.75} />}
              </ActionIcon>
            )}
          </CopyButton>
          {onMove && <ActionIcon variant="subtle" size="md" onClick={() => onMove(-1)} aria-label={words.previous} aria-keyshortcuts="K"><IconChevronUp size={16} stroke={1.75} /></ActionIcon>}
          {onMove && <ActionIcon variant="subtle" size="md" onClick={() => onMove(1)} aria-label={words.nextOne} aria-keyshortcuts="J"><IconChevronDown size={16} stroke={1.75} /></ActionIcon>}
          <CloseButton onClick={onClose} aria-label={texts.common.close} />
        </div>
      </header>
      <Tabs value={search["tab"] ?? "why"} onChange={(tab) => setSearch({ tab: tab === "why" ? null : tab }, { replace: true })} keepMounted={false} className="drawer-tabs">
        <Tabs.List>
          {(["why", "files", "trackers", "history", "facts", "actions"] as const).map((tab) => <Tabs.Tab key={tab} value={tab}>{words.tabs[tab]}</Tabs.Tab>)}
        </Tabs.List>
        <Tabs.Panel value="why"><WhyTab which={which} /></Tabs.Panel>
        <Tabs.Panel value="facts">{torrent ? <FactsTab torrent={torrent} /> : <Asked query={asked}>{() => null}</Asked>}</Tabs.Panel>
        <Tabs.Panel value="files"><FilesTab which={which} /></Tabs.Panel>
        <Tabs.Panel value="trackers"><TrackersTab which={which} /></Tabs.Panel>
        <Tabs.Panel value="history"><HistoryTab hash={which.hash} name={name} /></Tabs.Panel>
        <Tabs.Panel value="actions">{torrent ? <ActionsTab torrent={torrent} isLeaving={isLeaving} /> : <Asked query={asked}>{() => null}</Asked>}</Tabs.Panel>
      </Tabs>
    </>
  );
}
