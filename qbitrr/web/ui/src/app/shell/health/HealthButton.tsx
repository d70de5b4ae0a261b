import { Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useLive } from "@/api/live/store";
import { healthQuery } from "@/api/overview";
import { Glyph } from "@/components/ui/Glyph";
import { Skeletons } from "@/components/ui/Skeletons";
import { texts } from "@/texts";
import { partsOf, wholeOf, type Part } from "./parts";
import "./health.css";

const HealthPanel = lazy(() => import("./HealthPanel"));

/** How the whole does, at a glance; all of its parts when it is pressed. */
export function HealthButton() {
  const [isOpen, setOpen] = useState(false);
  const parts = useParts();
  const status = useLive("status");
  const { mood, words } = wholeOf(parts, status?.ready ?? true);
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width="min(400px, calc(100vw - 24px))" trapFocus returnFocus>
      <Popover.Target>
        <button type="button" className="icon-button" aria-label={texts.health.button(words)} title={texts.health.button(words)} onClick={() => setOpen(!isOpen)}>
          <Glyph mood={mood} size={20} />
        </button>
      </Popover.Target>
      <Popover.Dropdown className="shell-panel">
        <Suspense fallback={<Skeletons rows={6} height="20px" />}><HealthPanel parts={parts ?? []} words={words} onLeave={() => setOpen(false)} /></Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}

/** null: nothing is known yet. */
function useParts(): Part[] | null {
  const { data: health } = useQuery(healthQuery);
  const disk = useLive("disk");
  const config = useLive("config");
  return health ? partsOf({ ...health, disk, config }) : null;
}
