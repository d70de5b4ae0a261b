import { useMantineColorScheme, type MantineColorSchemeManager } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLive } from "@/api/live/store";
import { keysOf, savePreferences, statedQuery } from "@/api/preferences";
import { say } from "@/components/ui/toasts";
import { lacks, leave, onChoice, themeNow, told, useOwnLive, useTheme, type Preferences } from "@/lib/preferences";
import { texts } from "@/texts";

const PAUSE_MS = 800;

/** What is chosen is kept by ourselves. */
export const schemes: MantineColorSchemeManager = { get: themeNow, set: () => undefined, subscribe: () => undefined, unsubscribe: () => undefined, clear: () => undefined };

/** The page looks as is preferred, and what is chosen goes to the configuration, some choices in one request. */
export function Preferred() {
  const theme = useTheme();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { data: stated } = useQuery({ ...statedQuery, enabled: lacks(["theme", "density"]) });
  useEffect(() => { if (colorScheme !== theme) setColorScheme(theme); }, [theme, colorScheme, setColorScheme]);
  useEffect(() => { if (stated) told(stated); }, [stated]);
  const own = useOwnLive();
  const live = useLive("status")?.webui.LiveArr;
  const isTold = own !== undefined && own === live;
  useEffect(() => { if (isTold) leave("live"); }, [isTold]);
  useEffect(saving, []);
  return null;
}

/** Where the configuration cannot be changed, a choice holds in this browser alone. */
function saving(): () => void {
  let waiting: Preferences = {};
  let timer: ReturnType<typeof setTimeout> | undefined;
  const send = async (what: Preferences) => {
    const keys = keysOf(what);
    if (Object.keys(keys).length === 0) return;
    try {
      await savePreferences(keys);
    } catch {
      say(texts.header.keptHere);
    }
  };
  const end = onChoice((what) => {
    waiting = { ...waiting, ...what };
    clearTimeout(timer);
    timer = setTimeout(() => {
      void send(waiting);
      waiting = {};
    }, PAUSE_MS);
  });
  return () => {
    end();
    clearTimeout(timer);
  };
}
