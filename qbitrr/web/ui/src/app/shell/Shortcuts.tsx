import { Modal } from "@mantine/core";
import { texts } from "@/texts";

const KEYS: readonly [string, string][] = [
  ["Ctrl K", texts.shortcuts.palette],
  ["/", texts.shortcuts.filter],
  ["?", texts.shortcuts.help],
  ["J · K", texts.shortcuts.rows],
  ["Esc", texts.shortcuts.close],
];

export default function Shortcuts({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title={texts.shortcuts.title} closeButtonProps={{ "aria-label": texts.common.close }}>
      <dl className="facts">{KEYS.map(([key, what]) => [<dt key={key}><kbd>{key}</kbd></dt>, <dd key={what}>{what}</dd>])}</dl>
    </Modal>
  );
}
