import { IconRefresh } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useStream } from "@/api/live/store";
import { useRefreshes } from "@/api/preferences";
import { texts } from "@/texts";

/** Pulses once for each thing heard, so that a dead stream looks dead. Where lists stand still, they are asked for anew here. */
export function LiveDot() {
  const { isConnected, heardAt } = useStream();
  const word = isConnected ? texts.header.live : heardAt ? texts.header.stale : texts.header.starting;
  return (
    <>
      <span className={isConnected ? "live" : "live lost"} role="status" aria-label={word}>
        <span key={heardAt} className="live-dot" aria-hidden />
        <span aria-hidden className="live-word">{word}</span>
      </span>
      <Refresh />
    </>
  );
}

function Refresh() {
  const refreshes = useRefreshes();
  const queries = useQueryClient();
  if (refreshes) return null;
  return (
    <button type="button" className="icon-button" aria-label={texts.header.refresh} title={texts.header.refresh} onClick={() => void queries.refetchQueries({ type: "active" })}>
      <IconRefresh size={20} stroke={1.75} aria-hidden />
    </button>
  );
}
