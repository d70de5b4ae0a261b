import { ActionIcon, Button, Checkbox, Popover } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns } from "@tabler/icons-react";
import { texts } from "@/texts";
import { moved, ordered } from "./columns";
import "./listing.css";

const words = texts.listing;

interface ChooserProps {
  /** All that can be chosen; the first is always there. */
  columns: readonly { id: string; name: string }[];
  chosen: readonly string[];
  onChoose: (columns: string[]) => void;
  onReset: () => void;
}

/** Which columns there are, and in which order. */
export function ColumnChooser({ columns, chosen, onChoose, onReset }: ChooserProps) {
  const all = [...ordered(columns, chosen), ...columns.slice(1).filter(({ id }) => !chosen.includes(id))];
  const first = columns[0]?.id;
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" size="sm" leftSection={<IconColumns size={16} stroke={1.75} aria-hidden />}>{words.columns}</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <ul className="listing-chooser">
          {all.map(({ id, name }) => {
            const isOn = id === first || chosen.includes(id);
            return (
              <li key={id}>
                <Checkbox size="xs" label={name} checked={isOn} disabled={id === first} onChange={() => onChoose(isOn ? chosen.filter((each) => each !== id) : [...chosen, id])} />
                {isOn && id !== first && (
                  <span className="listing-move">
                    <ActionIcon variant="subtle" size="sm" aria-label={`${name}: ${words.moveUp}`} onClick={() => onChoose(moved(chosen, id, -1))}><IconArrowUp size={14} stroke={1.75} /></ActionIcon>
                    <ActionIcon variant="subtle" size="sm" aria-label={`${name}: ${words.moveDown}`} onClick={() => onChoose(moved(chosen, id, 1))}><IconArrowDown size={14} stroke={1.75} /></ActionIcon>
                  </span>
                )}
              </li>
            );
          })}
        </ul>
        <Button variant="default" size="xs" mt="sm" onClick={onReset}>{words.resetColumns}</Button>
      </Popover.Dropdown>
    </Popover>
  );
}
