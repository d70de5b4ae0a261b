import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { middleCut, shown } from "@/lib/format";
import { texts } from "@/texts";
import { found } from "./finding";
import { useTargets } from "./targets";
import "./palette.css";

/** Jump to anything by typing: arrows choose, Enter opens. */
export default function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [asked] = useDebouncedValue(typed, 150);
  const [chosen, setChosen] = useState(0);
  const targets = found(useTargets(asked), typed);
  const at = Math.min(chosen, targets.length - 1);
  const list = useRef<HTMLUListElement>(null);
  const id = useId();

  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [at, typed]);

  const open = (index: number) => {
    const target = targets[index];
    if (!target) return;
    onClose();
    target.go();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && targets.length > 0) setChosen((at + step + targets.length) % targets.length);
    else if (event.key === "Enter") open(at);
    else return;
    event.preventDefault();
  };
  return (
    <Modal opened={opened} onClose={onClose} withCloseButton={false} aria-label={texts.header.jump} padding={0} size="lg" yOffset="12vh">
      <input className="palette-field" data-autofocus value={typed} placeholder={texts.palette.placeholder} aria-label={texts.header.jump} role="combobox" aria-expanded aria-controls={id}
        aria-activedescendant={targets[at] ? `${id}-${at}` : undefined} autoComplete="off" spellCheck={false} onKeyDown={press}
        onChange={(event) => { setTyped(event.currentTarget.value); setChosen(0); }} />
      <ul className="palette-list" id={id} role="listbox" aria-label={texts.header.jump} ref={list}>
        {targets.map((target, index) => (
          <li key={`${target.group} ${target.key}`} role="presentation">
            {target.group !== targets[index - 1]?.group && <div className="palette-group" role="presentation">{target.group}</div>}
            <div id={`${id}-${index}`} role="option" aria-selected={index === at} className="palette-target" onMouseMove={() => setChosen(index)} onClick={() => open(index)}>
              {target.icon && <target.icon size={16} stroke={1.75} aria-hidden />}
              <bdi>{middleCut(shown(target.label), 70)}</bdi>
              {target.hint && target.group === texts.palette.settings && <span className="quiet">{target.hint}</span>}
            </div>
          </li>
        ))}
        {targets.length === 0 && <li className="palette-none">{texts.palette.nothing}</li>}
      </ul>
    </Modal>
  );
}
