import { Menu } from "@mantine/core";
import { IconUserCircle } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRefreshes } from "@/api/preferences";
import { post } from "@/api/client";
import { metaQuery } from "@/api/meta";
import { say, sayError } from "@/components/ui/toasts";
import { apiUrl } from "@/lib/base";
import { choose, useDensity, useTheme, type Density, type Theme } from "@/lib/preferences";
import { useVersionCheck } from "@/features/system/api/version";
import { texts } from "@/texts";

/** Theme, density, documentation and the way out. */
export function Appearance({ onHelp }: { onHelp: () => void }) {
  const theme = useTheme();
  const density = useDensity();
  const refreshes = useRefreshes();
  const { data: meta } = useQuery(metaQuery);
  const check = useUpdateCheck();
  const signOut = async () => {
    try {
      await post("logout");
    } catch (error) {
      return sayError(error);
    }
    sessionStorage.clear();
    window.location.reload();
  };
  const schemes = { auto: texts.header.system, light: texts.header.light, dark: texts.header.dark } as const;
  const densities = { comfortable: texts.header.comfortable, compact: texts.header.compact } as const;
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <button type="button" className="icon-button" aria-label={texts.header.user} title={texts.header.user}><IconUserCircle size={20} stroke={1.75} aria-hidden /></button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{texts.header.theme}</Menu.Label>
        <Menu.RadioGroup value={theme} onChange={(each) => choose({ theme: each as Theme })}>
          {Object.entries(schemes).map(([each, name]) => <Menu.RadioItem key={each} value={each} closeMenuOnClick>{name}</Menu.RadioItem>)}
        </Menu.RadioGroup>
        <Menu.Label>{texts.header.density}</Menu.Label>
        <Menu.RadioGroup value={density} onChange={(each) => choose({ density: each as Density })}>
          {Object.entries(densities).map(([each, name]) => <Menu.RadioItem key={each} value={each} closeMenuOnClick>{name}</Menu.RadioItem>)}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.CheckboxItem checked={refreshes} onChange={(live) => choose({ live })}>{texts.header.refreshes}</Menu.CheckboxItem>
        <Menu.Divider />
        <Menu.Item component="a" href={apiUrl("docs")} target="_blank" rel="noopener">{texts.header.docs}</Menu.Item>
        <Menu.Item onClick={onHelp}>{texts.header.help}</Menu.Item>
        <Menu.Item onClick={check}>{texts.header.checkUpdates}</Menu.Item>
        {meta?.update_available && <Menu.Item component="a" href="#/system">{texts.header.updateTo(meta.latest_version ?? "")}</Menu.Item>}
        {meta && <Menu.Item disabled>{`${texts.header.version} ${meta.current_version}`}</Menu.Item>}
        {meta?.auth_required && <Menu.Item onClick={() => void signOut()}>{texts.header.signOut}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

/** Looks for a newer version now, and shows it where there is one. */
function useUpdateCheck(): () => void {
  const check = useVersionCheck();
  const queries = useQueryClient();
  const navigate = useNavigate();
  return () => check.mutate(undefined, {
    onSuccess: (found) => {
      void queries.invalidateQueries({ queryKey: metaQuery.queryKey, exact: true });
      if (found.update_available) void navigate({ to: "/system" });
      else say(found.error ? texts.header.notKnown(found.error) : texts.header.upToDate);
    },
  });
}

/** There only while there is a newer version. */
export function Upgrade() {
  const { data: meta } = useQuery(metaQuery);
  if (!meta?.update_available || !meta.latest_version) return null;
  return <a className="upgrade" href="#/system">{texts.header.updateTo(meta.latest_version)}</a>;
}
