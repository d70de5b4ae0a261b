import { existsSync } from "node:fs";
import { chromium, type Browser } from "playwright-core";

// It asks no other host for anything: what is not on this machine is not needed.
const QUIET = [
  "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
];

/** Every page of the UI that needs nothing but the demonstration, by a name for its picture. */
export const PAGES = {
  dashboard: "#/", torrents: "#/torrents", activity: "#/activity", quarantine: "#/quarantine", search: "#/search", radarr: "#/radarr", sonarr: "#/sonarr",
  lidarr: "#/lidarr", qbittorrent: "#/qbittorrent", processes: "#/processes", logs: "#/logs", config: "#/config", system: "#/system",
} as const;

/** Root may only run it without its sandbox. */
export const OPTIONS = { args: process.getuid?.() === 0 ? [...QUIET, "--no-sandbox"] : QUIET };

/** The Chromium of this machine. */
export function chromiumPath(): string {
  const found = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((path) => existsSync(path));
  if (found === undefined) throw new Error("a browser is needed: install Debian's package chromium");
  return found;
}

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: chromiumPath(), ...OPTIONS });
