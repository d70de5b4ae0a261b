import { Popover } from "@mantine/core";
import { IconBell } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { Skeletons } from "@/components/ui/Skeletons";
import { useNotices } from "@/lib/notices";
import { texts } from "@/texts";
import "./messages.css";

const MessageList = lazy(() => import("./MessageList"));
const t = texts.messages;

/** What was said in passing, to be read again. */
export function MessagesButton() {
  const [isOpen, setOpen] = useState(false);
  const { unseen } = useNotices();
  const label = unseen > 0 ? `${t.button}, ${t.unseen(unseen)}` : t.button;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width="min(400px, calc(100vw - 24px))" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="icon-button messages-button" aria-label={label} title={label} onClick={() => setOpen(!isOpen)}>
          <IconBell size={20} stroke={1.75} aria-hidden />
          {unseen > 0 && <span className="messages-unseen" aria-hidden>{unseen}</span>}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="shell-panel">
        <Suspense fallback={<Skeletons rows={3} height="20px" />}><MessageList /></Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
