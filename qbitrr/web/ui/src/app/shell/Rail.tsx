import { Tooltip } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { texts } from "@/texts";
import type { Place } from "./navigation";

interface RailProps {
  places: readonly Place[];
  counts: Readonly<Record<string, number>>;
  isNarrow: boolean;
  onToggle: () => void;
}

export function Rail({ places, counts, isNarrow, onToggle }: RailProps) {
  const Toggle = isNarrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  const label = isNarrow ? texts.nav.expand : texts.nav.collapse;
  return (
    <nav className="rail" aria-label={texts.nav.label}>
      <a className="brand" href="#/" aria-label={texts.product}>
        <img src="./logo.svg" alt="" width={24} height={24} />
        {!isNarrow && <span>{texts.product}</span>}
      </a>
      <ul>
        {places.map((place) => (
          <li key={place.to}>
            <Tooltip label={place.name} position="right" disabled={!isNarrow}>
              <Link to={place.to} className="place" activeOptions={{ exact: place.to === "/", includeSearch: false }} aria-label={isNarrow ? place.name : undefined}>
                <place.icon size={20} stroke={1.75} aria-hidden />
                {!isNarrow && <span>{place.name}</span>}
                {!isNarrow && (counts[place.to] ?? 0) > 0 && <span className="count">{counts[place.to]}</span>}
              </Link>
            </Tooltip>
          </li>
        ))}
      </ul>
      <button type="button" className="place toggle" onClick={onToggle} aria-label={label} title={label}><Toggle size={20} stroke={1.75} aria-hidden /></button>
    </nav>
  );
}
