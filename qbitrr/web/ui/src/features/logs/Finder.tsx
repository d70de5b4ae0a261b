import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { texts } from "@/texts";
import { LEVEL_FILTERS } from "./lines";
import type { View } from "./view";

const t = texts.logs;

export interface Sought {
  q: string;
  regex: boolean;
  older: boolean;
}

/** Search field, level filter, and how the search is done. */
export function Finder({ view, onFind, onLevel }: { view: View; onFind: (what: Sought) => void; onLevel: (level: string) => void }) {
  const { wanted, withOlder } = view;
  const [typed, setTyped] = useState(wanted.text);
  const [known, setKnown] = useState(wanted.text);
  if (known !== wanted.text) {
    setKnown(wanted.text);
    setTyped(wanted.text);
  }
  const find = (what: Partial<Sought>) => onFind({ q: typed.trim(), regex: wanted.isPattern, older: withOlder, ...what });
  return (
    <>
      <form role="search" className="logs-find" onSubmit={(event) => { event.preventDefault(); find({}); }}>
        <TextInput data-page-filter type="search" maxLength={4096} aria-label={t.find} placeholder={t.find} title={t.findHint} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} className="logs-find-field" />
        <Button type="submit" variant="default">{t.search}</Button>
      </form>
      <NativeSelect aria-label={t.level} value={wanted.level} onChange={(event) => onLevel(event.currentTarget.value)} data={LEVEL_FILTERS.map((value) => ({ value, label: t.levels[value] ?? value }))} />
      <Checkbox label={t.regex} checked={wanted.isPattern} onChange={(event) => find({ regex: event.currentTarget.checked })} />
      <Checkbox label={t.rotated} checked={withOlder} onChange={(event) => find({ older: event.currentTarget.checked })} />
    </>
  );
}
