import { Modal } from "@mantine/core";
import { texts } from "@/texts";

export default function Palette({ opened, onClose }: { opened: boolean; onClose: () => void; onHelp: () => void }) {
  return <Modal opened={opened} onClose={onClose} title={texts.header.jump}>{null}</Modal>;
}
