import { Button, Group, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { texts } from "@/texts";

interface ConfirmProps {
  opened: boolean;
  title: string;
  /** Names the object, what happens, and what is kept. */
  children: ReactNode;
  confirm: string;
  dangerous?: boolean;
  busy?: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

export function Confirm({ opened, title, children, confirm, dangerous = false, busy = false, onConfirm, onClose }: ConfirmProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ "aria-label": texts.common.close }} centered>
      {children}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>{texts.common.cancel}</Button>
        <Button loading={busy} onClick={onConfirm} {...(dangerous ? { className: "danger" } : {})}>{confirm}</Button>
      </Group>
    </Modal>
  );
}
