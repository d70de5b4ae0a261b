import { ActionIcon, Button, Checkbox, Popover } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns } from "@tabler/icons-react";
import { texts } from "@/texts";
import { COLUMNS, DELIVERED, type ColumnId } from "./columns";
import { moved } from "./fitting";

const words = texts.torrents;

/** Which columns there are, and in which order. */
export function ColumnChooser({ chosen, onChoose }: { chosen: readonly string[]; onChoose: (columns: string[]) => void }) {
  const rest = COLUMNS.map((each) => each.id).filter((id) => !chosen.includes(id));
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" size="sm" leftSection={<IconColumns size={16} stroke={1.75} aria-hidden />}>{words.columns}</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className="torrents-chooser">
          {[...chosen, ...rest].map((id) => {
            const isOn = chosen.includes(id);
            const name = words.column[id as ColumnId];
            return (
              <li key={id}>
                <Checkbox size="xs" label={name} checked={isOn} disabled={id === "name"} onChange={() => onChoose(isOn ? chosen.filter((each) => each !== id) : [...chosen, id])} />
                {isOn && id !== "name" && (
                  <span className="torrents-move">
                    <ActionIcon variant="subtle" size="sm" aria-label={`${name}: ${words.moveUp}`} onClick={() => onChoose(moved(chosen, id, -1))}><IconArrowUp size={14} stroke={1.75} /></ActionIcon>
                    <ActionIcon variant="subtle" size="sm" aria-label={`${name}: ${words.moveDown}`} onClick={() => onChoose(moved(chosen, id, 1))}><IconArrowDown size={14} stroke={1.75} /></ActionIcon>
                  </span>
                )}
              </li>
            );
          })}
        </ul>
        <Button variant="default" size="xs" mt="sm" onClick={() => onChoose([...DELIVERED])}>{words.resetColumns}</Button>
      </Popover.Dropdown>
    </Popover>
  );
}
