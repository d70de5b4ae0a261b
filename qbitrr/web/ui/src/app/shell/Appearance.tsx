import { Menu, useMantineColorScheme } from "@mantine/core";
import { IconUserCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { post } from "@/api/client";
import { metaQuery } from "@/api/meta";
import { sayError } from "@/components/ui/toasts";
import { apiUrl } from "@/lib/base";
import { setDensity, useDensity } from "@/lib/density";
import { texts } from "@/texts";

/** Theme, density, documentation and the way out. */
export function Appearance({ onHelp }: { onHelp: () => void }) {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const density = useDensity();
  const { data: meta } = useQuery(metaQuery);
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
        <Menu.RadioGroup value={colorScheme} onChange={(each) => setColorScheme(each as keyof typeof schemes)}>
          {Object.entries(schemes).map(([each, name]) => <Menu.RadioItem key={each} value={each} closeMenuOnClick>{name}</Menu.RadioItem>)}
        </Menu.RadioGroup>
        <Menu.Label>{texts.header.density}</Menu.Label>
        <Menu.RadioGroup value={density} onChange={(each) => setDensity(each as keyof typeof densities)}>
          {Object.entries(densities).map(([each, name]) => <Menu.RadioItem key={each} value={each} closeMenuOnClick>{name}</Menu.RadioItem>)}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item component="a" href={apiUrl("docs")} target="_blank" rel="noopener">{texts.header.docs}</Menu.Item>
        <Menu.Item onClick={onHelp}>{texts.header.help}</Menu.Item>
        {meta && <Menu.Item disabled>{`${texts.header.version} ${meta.current_version}`}</Menu.Item>}
        {meta?.auth_required && <Menu.Item onClick={() => void signOut()}>{texts.header.signOut}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}
