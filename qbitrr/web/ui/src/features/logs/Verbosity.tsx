import { Button, Menu } from "@mantine/core";
import { say } from "@/components/ui/toasts";
import { texts } from "@/texts";
import { LEVELS, useLogLevel } from "./api";

const t = texts.logs;

/** How much the program writes from now on. */
export function Verbosity() {
  const level = useLogLevel();
  const choose = (name: string) => level.mutate(name, { onSuccess: (set) => say(t.verbositySet(set.effective || set.level)) });
  return (
    <Menu position="bottom-end" width={240}>
      <Menu.Target><Button variant="default" loading={level.isPending}>{t.verbosity}</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t.verbosityText}</Menu.Label>
        {LEVELS.map((each) => <Menu.Item key={each} onClick={() => choose(each)}>{each}</Menu.Item>)}
      </Menu.Dropdown>
    </Menu>
  );
}
