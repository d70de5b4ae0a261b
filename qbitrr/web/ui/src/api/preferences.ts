import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { useOwnLive, type Preferences } from "@/lib/preferences";
import { get, post } from "./client";
import { useLive } from "./live/store";
import { read } from "./reading";

const word = z.catch(z.optional(z.string()), undefined);
const display = z.catch(z.object({ Theme: word, ViewDensity: word }), {});
const config = z.object({ config: z.optional(z.object({ WebUI: display })), WebUI: display });

/** What the file states of how pages look: its defaults are for those that follow no machine. */
export const statedQuery = queryOptions({
  queryKey: ["config", "display"],
  queryFn: async ({ signal }): Promise<Preferences> => {
    const whole = read(config, await get("config", { query: { stated: "1" }, signal }));
    const { Theme: theme = "", ViewDensity: density = "" } = whole.config?.WebUI ?? whole.WebUI;
    return {
      ...(/^(light|dark)$/i.test(theme) ? { theme: theme.toLowerCase() as "light" | "dark" } : {}),
      ...(/^(comfortable|compact)$/i.test(density) ? { density: density.toLowerCase() as "comfortable" | "compact" } : {}),
    };
  },
  staleTime: Infinity,
});

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The keys of the configuration for *what*. To follow the machine is a choice of one browser: the file has no word for it. */
export function keysOf({ theme, density, live }: Preferences): Record<string, string | boolean> {
  return {
    ...(theme && theme !== "auto" ? { "WebUI.Theme": capital(theme) } : {}),
    ...(density ? { "WebUI.ViewDensity": capital(density) } : {}),
    ...(live === undefined ? {} : { "WebUI.LiveArr": live }),
  };
}

export const savePreferences = (keys: Record<string, string | boolean>): Promise<unknown> => post("config", { changes: keys });

/** Whether lists of libraries and clients refresh by themselves. */
export function useRefreshes(): boolean {
  const told = useLive("status")?.webui.LiveArr ?? true;
  return useOwnLive() ?? told;
}
