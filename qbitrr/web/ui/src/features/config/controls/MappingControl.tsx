import { ActionIcon, Button, TextInput } from "@mantine/core";
import { IconArrowRight, IconX } from "@tabler/icons-react";
import { skipToken, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { texts } from "@/texts";
import { isTable, same, type Json } from "../model/json";
import type { ControlProps } from "./control";

const said = texts.config.mapping;
type Pair = [string, string];

const pairsOf = (value: Json): Pair[] => (isTable(value) ? Object.entries(value).map(([from, to]): Pair => [from, String(to)]) : []);
const tableOf = (pairs: readonly Pair[]): Json => Object.fromEntries(pairs.filter(([from]) => from.trim()).map(([from, to]) => [from.trim(), to]));

/** Pairs of names: a profile and the one that stands in for it. */
export function MappingControl({ id, value, disabled, onChange }: ControlProps) {
  const [typed, setTyped] = useState<Pair[] | null>(null);
  // The names a connection test found; without one they are typed.
  const { data: profiles = [] } = useQuery<string[]>({ queryKey: ["config-profiles"], queryFn: skipToken });
  const pairs = typed && same(tableOf(typed), value ?? {}) ? typed : pairsOf(value);
  const put = (next: Pair[]) => {
    setTyped(next);
    const table = tableOf(next);
    onChange(isTable(table) && Object.keys(table).length === 0 ? null : table);
  };
  const changed = (index: number, pair: Pair) => put(pairs.map((each, other) => (other === index ? pair : each)));
  return (
    <div className="config-mapping" id={id} role="group" aria-labelledby={`${id}-label`}>
      {pairs.map(([from, to], index) => (
        <div key={index} className="config-pair">
          <TextInput aria-label={said.from} list={`${id}-profiles`} placeholder={said.from} value={from} disabled={disabled} onChange={(event) => changed(index, [event.currentTarget.value, to])} />
          <IconArrowRight size={16} stroke={1.75} aria-hidden />
          <TextInput aria-label={said.to} list={`${id}-profiles`} placeholder={said.to} value={to} disabled={disabled} onChange={(event) => changed(index, [from, event.currentTarget.value])} />
          <ActionIcon variant="subtle" aria-label={said.remove} disabled={disabled} onClick={() => put(pairs.filter((_each, other) => other !== index))}><IconX size={16} stroke={1.75} /></ActionIcon>
        </div>
      ))}
      <datalist id={`${id}-profiles`}>{profiles.map((each) => <option key={each} value={each} />)}</datalist>
      <div><Button size="xs" variant="default" disabled={disabled} onClick={() => put([...pairs, ["", ""]])}>{said.add}</Button></div>
    </div>
  );
}
