import { createHashHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { readSearch, writeSearch } from "@/lib/address";
import { returnToAsked } from "@/lib/asked";
import { NotFound } from "./NotFound";
import { Shell } from "./shell/Shell";
import { catalogOf } from "./catalogs";

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });

const page = (path: string, load: Parameters<typeof lazyRouteComponent>[0], name: string) =>
  createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load as () => Promise<Record<string, () => React.JSX.Element>>, name) });

const tree = root.addChildren([
  page("/", () => import("@/features/dashboard/DashboardPage"), "DashboardPage"),
  page("/activity", () => import("@/features/activity/ActivityPage"), "ActivityPage"),
  page("/torrents", () => import("@/features/torrents/TorrentsPage"), "TorrentsPage"),
  page("/quarantine", () => import("@/features/quarantine/QuarantinePage"), "QuarantinePage"),
  page("/processes", () => import("@/features/processes/ProcessesPage"), "ProcessesPage"),
  ...(["radarr", "sonarr", "lidarr", "readarr"] as const).map((kind) =>
    createRoute({ getParentRoute: () => root, path: `/${kind}`, component: catalogOf(kind) }),
  ),
  page("/search", () => import("@/features/search/SearchPage"), "SearchPage"),
  page("/qbittorrent", () => import("@/features/qbittorrent/QbittorrentPage"), "QbittorrentPage"),
  page("/logs", () => import("@/features/logs/LogsPage"), "LogsPage"),
  page("/config", () => import("@/features/config/ConfigPage"), "ConfigPage"),
  page("/config/$section", () => import("@/features/config/ConfigPage"), "ConfigPage"),
  page("/system", () => import("@/features/system/SystemPage"), "SystemPage"),
  page("/setup", () => import("@/features/setup/SetupPage"), "SetupPage"),
]);

returnToAsked();
export const router = createRouter({
  routeTree: tree,
  history: createHashHistory(),
  parseSearch: readSearch,
  stringifySearch: writeSearch,
  defaultPreload: "intent",
  defaultPendingMs: 300,
});
