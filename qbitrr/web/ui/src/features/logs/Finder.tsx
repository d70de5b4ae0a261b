import { Button, Checkbox, Menu, NativeSelect, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { texts } from "@/texts";
import type { LogFile } from "./api";
import { LEVEL_FILTERS } from "./model/lines";
import { SPANS, type View } from "./model/view";

const t = texts.logs;

interface FinderProps {
  view: View;
  files: readonly LogFile[];
  /** Changes of the address, null for none. */
  onFilter: (what: Record<string, string | number | null>) => void;
}

/** What is let through: text, level, how old, who said it, which other logs. */
export function Finder({ view: { base, wanted }, files, onFilter }: FinderProps) {
  const [typed, setTyped] = useState(wanted.text);
  const [known, setKnown] = useState(wanted.text);
  if (known !== wanted.text) {
    setKnown(wanted.text);
    setTyped(wanted.text);
  }
  const find = (text: string) => {
    const [, line] = /^:([1-9]\d{0,14})$/.exec(text) ?? [];
    if (line) setTyped(wanted.text);
    onFilter(line ? { line } : { q: text || null });
  };
  const others = files.filter((each) => !each.rotated && each.name !== base);
  const merge = (name: string, isOn: boolean) => onFilter({ with: [...wanted.merged.filter((each) => each !== name), ...(isOn ? [name] : [])].join(",") || null });
  return (
    <>
      <form role="search" className="logs-find" onSubmit={(event) => { event.preventDefault(); find(typed.trim()); }}>
        <TextInput data-page-filter type="search" leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />} maxLength={wanted.isPattern ? 256 : 4096} aria-label={t.find} placeholder={t.find} title={t.findHint} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} className="logs-find-field" />
        <Button type="submit" variant="default">{t.search}</Button>
      </form>
      <NativeSelect aria-label={t.level} value={wanted.level} onChange={(event) => onFilter({ level: event.currentTarget.value === "all" ? null : event.currentTarget.value })} data={LEVEL_FILTERS.map((value) => ({ value, label: t.levels[value] ?? value }))} />
      <NativeSelect aria-label={t.when} value={String(wanted.minutes)} onChange={(event) => onFilter({ last: Number(event.currentTarget.value) || null })}
        data={[{ value: "0", label: t.anyTime }, ...[...new Set([...SPANS, ...(wanted.minutes > 0 ? [wanted.minutes] : [])])].map((each) => ({ value: String(each), label: t.lastMinutes(each) }))]} />
      <Menu position="bottom-end" width={280} closeOnItemClick={false}>
        <Menu.Target><Button variant="default">{wanted.merged.length > 0 ? t.merged(wanted.merged.length + 1) : t.more}</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t.search}</Menu.Label>
          <Menu.Item component="div"><Checkbox label={t.regex} checked={wanted.isPattern} onChange={(event) => onFilter({ regex: event.currentTarget.checked ? 1 : null })} /></Menu.Item>
          <Menu.Item component="div"><Checkbox label={t.rotated} checked={wanted.withOlder} onChange={(event) => onFilter({ older: event.currentTarget.checked ? null : 0 })} /></Menu.Item>
          <Menu.Label>{t.merge}</Menu.Label>
          {others.map(({ name }) => <Menu.Item key={name} component="div"><Checkbox label={name} checked={wanted.merged.includes(name)} onChange={(event) => merge(name, event.currentTarget.checked)} /></Menu.Item>)}
        </Menu.Dropdown>
      </Menu>
      {wanted.logger !== "" && <Button variant="default" onClick={() => onFilter({ logger: null })} aria-label={t.anyLogger(wanted.logger)}>{wanted.logger} ×</Button>}
    </>
  );
}
