import {
  IconActivity, IconBook, IconDeviceTv, IconDownload, IconFileText, IconHome, IconMovie, IconMusic, IconPlugConnected, IconSearch, IconServer2,
  IconSettings, IconShield, IconStack2, type Icon,
} from "@tabler/icons-react"; // prettier-ignore
import { texts } from "@/texts";

export interface Place {
  to: string;
  name: string;
  icon: Icon;
  /** Shown only if an Arr of this type is configured. */
  arr?: string;
  /** One of the five in the bar of a phone. */
  isFirst?: boolean;
}

export const PLACES: readonly Place[] = [
  { to: "/", name: texts.nav.home, icon: IconHome, isFirst: true },
  { to: "/torrents", name: texts.nav.torrents, icon: IconDownload, isFirst: true },
  { to: "/activity", name: texts.nav.activity, icon: IconActivity, isFirst: true },
  { to: "/quarantine", name: texts.nav.quarantine, icon: IconShield, isFirst: true },
  { to: "/search", name: texts.nav.search, icon: IconSearch, isFirst: true },
  { to: "/radarr", name: texts.nav.radarr, icon: IconMovie, arr: "radarr" },
  { to: "/sonarr", name: texts.nav.sonarr, icon: IconDeviceTv, arr: "sonarr" },
  { to: "/lidarr", name: texts.nav.lidarr, icon: IconMusic, arr: "lidarr" },
  { to: "/readarr", name: texts.nav.readarr, icon: IconBook, arr: "readarr" },
  { to: "/qbittorrent", name: texts.nav.qbittorrent, icon: IconPlugConnected },
  { to: "/processes", name: texts.nav.processes, icon: IconStack2 },
  { to: "/logs", name: texts.nav.logs, icon: IconFileText },
  { to: "/config", name: texts.nav.config, icon: IconSettings },
  { to: "/system", name: texts.nav.system, icon: IconServer2 },
];

/** Pages of Arr types only if one of that type is configured; all of them while that is not known would jump later. */
export const visiblePlaces = (types: ReadonlySet<string>): readonly Place[] => PLACES.filter((place) => !place.arr || types.has(place.arr));
