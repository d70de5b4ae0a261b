import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { onUnauthorized } from "@/api/client";
import { retryStream, useStream } from "@/api/live/store";
import { isLetIn, metaQuery } from "@/api/meta";

/** Whether the session is over, and what to call once there is another one: what was asked meanwhile is then asked again. */
export function useSignInAgain(isInside: boolean): { isOver: boolean; entered: () => void } {
  const queries = useQueryClient();
  const [isOver, setOver] = useState(false);
  const waiting = useRef<(() => void)[]>([]);
  const { isConnected, heardAt } = useStream();

  /** Whether we are let in, null: nobody knows. */
  const look = useCallback(async () => {
    const meta = await queries.fetchQuery({ ...metaQuery, staleTime: 0, retry: false }).catch(() => null);
    return meta === null ? null : isLetIn(meta);
  }, [queries]);

  const entered = useCallback(() => {
    setOver(false);
    for (const go of waiting.current.splice(0)) go();
    retryStream();
    void queries.invalidateQueries();
  }, [queries]);

  useEffect(() => {
    if (!isInside) return;
    onUnauthorized(async () => {
      if (await look()) return; // the answer is older than the last sign-in
      setOver(true);
      await new Promise<void>((go) => waiting.current.push(go));
    });
    return () => onUnauthorized(null);
  }, [isInside, look]);

  // The stream of a session that was ended elsewhere ends at once; nothing else may be asked for long.
  const isLost = isInside && !isConnected && heardAt > 0;
  useEffect(() => {
    if (isLost) void look().then((is) => { if (is === false) setOver(true); });
  }, [isLost, look]);

  // Somebody may sign in beside this tab.
  useEffect(() => {
    if (!isOver) return;
    const timer = setInterval(() => void look().then((is) => { if (is) entered(); }), 5_000);
    return () => clearInterval(timer);
  }, [isOver, look, entered]);
  return { isOver, entered };
}
