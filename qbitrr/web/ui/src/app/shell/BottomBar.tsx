import { Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { texts } from "@/texts";
import type { Place } from "./navigation";

/** Five places and the rest behind "more", for phones. */
export function BottomBar({ places }: { places: readonly Place[] }) {
  return (
    <nav className="bottom-bar" aria-label={texts.nav.label}>
      {places.filter((place) => place.isFirst).map((place) => (
        <Link key={place.to} to={place.to} className="bottom-place" activeOptions={{ exact: place.to === "/", includeSearch: false }}>
          <place.icon size={20} stroke={1.75} aria-hidden />
          <span>{place.name}</span>
        </Link>
      ))}
      <Menu position="top-end" shadow="none">
        <Menu.Target>
          <button type="button" className="bottom-place"><IconDots size={20} stroke={1.75} aria-hidden /><span>{texts.nav.more}</span></button>
        </Menu.Target>
        <Menu.Dropdown>
          {places.filter((place) => !place.isFirst).map((place) => (
            <Menu.Item key={place.to} component="a" href={`#${place.to}`} leftSection={<place.icon size={18} stroke={1.75} aria-hidden />}>{place.name}</Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </nav>
  );
}
