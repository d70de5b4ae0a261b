import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
// It asks no other host for anything: what is not on this machine is not needed.
const QUIET = [
  "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Every page of the UI that needs nothing but the demonstration, by a name for its picture. */
export const PAGES = {
  dashboard: "#/", torrents: "#/torrents", activity: "#/activity", quarantine: "#/quarantine", search: "#/search", radarr: "#/radarr", sonarr: "#/sonarr",
  lidarr: "#/lidarr", qbittorrent: "#/qbittorrent", processes: "#/processes", logs: "#/logs", config: "#/config", system: "#/system",
} as const;

/** The Chromium of this machine. Root may only run it without its sandbox. */
export function launch(): Promise<Browser> {
  if (CHROMIUM === undefined) throw new Error("a browser is needed: install Debian's package chromium");
  return chromium.launch({ executablePath: CHROMIUM, args: process.getuid?.() === 0 ? [...QUIET, "--no-sandbox"] : QUIET });
}
