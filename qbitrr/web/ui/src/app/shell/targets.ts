import { useComputedColorScheme } from "@mantine/core";
import { IconArrowsExchange, IconDownload, IconMoon, IconPlugConnected, IconRefresh, IconSettings } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import * as z from "zod/mini";
import { get } from "@/api/client";
import { retryStream, useLive } from "@/api/live/store";
import { flag, read, rows, text, words } from "@/api/reading";
import { choose } from "@/lib/preferences";
import { texts } from "@/texts";
import { visiblePlaces } from "./navigation";
import type { Target } from "./finding";

const torrents = z.object({ torrents: rows(z.object({ instance: z.string(), hash: z.string(), name: text })) });
const schema = z.object({ sections: z.catch(z.record(z.string(), rows(z.object({ key: text, label: text, path: words, uiExpose: flag }))), {}) });

/** Everything the palette knows: pages, instances, settings and commands at once, torrents by the server. */
export function useTargets(typed: string): Target[] {
  const navigate = useNavigate();
  const status = useLive("status");
  const scheme = useComputedColorScheme("light");
  const asked = useQuery({
    queryKey: ["torrents", "palette", typed],
    queryFn: async ({ signal }) => read(torrents, await get("torrents", { query: { q: typed, limit: 8 }, signal })).torrents,
    enabled: typed.trim().length > 1,
  });
  const form = useQuery({
    queryKey: ["config", "schema", "palette"],
    queryFn: async ({ signal }) => read(schema, await get("config/schema", { signal })).sections,
    staleTime: Infinity,
  });
  const to = (path: string, search: Record<string, string> = {}) => () => void navigate({ to: path, search: search as never });
  const pages = visiblePlaces(new Set(status?.arrs.map((arr) => arr.type))).map((place) => ({
    key: place.to, group: texts.palette.pages, label: place.name, icon: place.icon, go: to(place.to),
  }));
  const instances = [...(status?.arrs ?? []).map((arr) => arr.name), ...Object.values(status?.qbitInstances ?? {}).map((client) => client.section)].map((name) => ({
    key: `section ${name}`, group: texts.palette.instances, label: name, icon: IconPlugConnected, go: to(`/config/${encodeURIComponent(name)}`),
  }));
  // The fields of all Arrs are alike: they lead to the first.
  const placeOf = (section: string) => (section === "Arr" ? (status?.arrs[0]?.name ?? section) : section);
  const settings = Object.entries(form.data ?? {}).flatMap(([section, fields]) =>
    fields.filter((field) => field.uiExpose).map((field) => ({
      key: `${section} ${field.path.join(".")}`, group: texts.palette.settings, label: field.label || field.key, hint: `${section} ${field.path.join(".")}`,
      icon: IconSettings, go: to(`/config/${encodeURIComponent(placeOf(section))}`, { field: field.path.join(".") }),
    })),
  );
  const commands = [
    { key: "theme", group: texts.palette.commands, label: texts.palette.toggleTheme, icon: IconMoon, go: () => choose({ theme: scheme === "dark" ? "light" : "dark" }) },
    { key: "stream", group: texts.palette.commands, label: texts.palette.retryStream, icon: IconRefresh, go: retryStream },
    { key: "reload", group: texts.palette.commands, label: texts.errors.reload, icon: IconArrowsExchange, go: () => window.location.reload() },
  ];
  const loaded = (asked.data ?? []).map((each) => ({
    key: `${each.instance}/${each.hash}`, group: texts.palette.torrents, label: each.name, hint: typed, icon: IconDownload,
    go: to("/torrents", { torrent: `${each.instance}/${each.hash}` }),
  }));
  return [...pages, ...loaded, ...instances, ...settings, ...commands];
}
