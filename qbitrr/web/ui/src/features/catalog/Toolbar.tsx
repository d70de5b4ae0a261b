import { Button, Drawer, Pill, SegmentedControl, Select } from "@mantine/core";
import { IconFilter } from "@tabler/icons-react";
import { useState } from "react";
import { ColumnChooser } from "@/components/listing/ColumnChooser";
import { Views } from "@/components/listing/Views";
import { Find } from "@/components/ui/Find";
import { texts } from "@/texts";
import { COLUMNS, columnName } from "./columns";
import { FilterFields, filterWord } from "./FilterFields";
import { FACTS, FLAT, REASONS, type Filter, type Kind, type Listed } from "./kinds";
import { KEPT, type useLooks, type View } from "./looks";
import { filtersOf, NO_FILTERS, type Wanted } from "./wanted";

const words = texts.catalog;

export interface ToolbarProps {
  kind: Kind;
  listed: Listed;
  wanted: Wanted;
  instances: readonly string[];
  isPhone: boolean;
  looks: ReturnType<typeof useLooks>;
  onGroup: (isFlat: boolean) => void;
  onChange: (change: Record<string, string | null>) => void;
}

export function Toolbar({ kind, listed, wanted, instances, isPhone, looks, onGroup, onChange }: ToolbarProps) {
  const [isOpen, setOpen] = useState(false);
  const quick: Filter[] = isPhone ? [] : [...(instances.length > 1 ? (["instance"] as const) : []), "status", "reason"];
  const flat = FLAT[kind];
  const named = COLUMNS[listed].map(({ id }) => ({ id, name: columnName(listed, id) }));
  const pills = filtersOf(wanted).filter(([name]) => name !== "q" && !quick.includes(name));
  return (
    <div className="catalog-tools">
      <Find className="catalog-find" label={words.find} start={wanted.filters.q ?? ""} onFind={(q) => onChange({ q })} />
      {quick.map((name) => <Quick key={name} listed={listed} name={name} value={wanted.filters[name] ?? ""} instances={instances} onChange={onChange} />)}
      <Button variant="default" leftSection={<IconFilter size={16} stroke={1.75} aria-hidden />} onClick={() => setOpen(true)}>{words.filters}</Button>
      <Views page={kind} search={looks.whole} kept={KEPT} />
      {looks.view === "list" && !isPhone && <ColumnChooser columns={named} chosen={looks.columns.map(({ id }) => id)} onChoose={looks.onColumns} onReset={() => looks.onColumns([])} />}
      {pills.map(([name, value]) => (
        <Pill key={name} withRemoveButton onRemove={() => onChange({ [name]: null })} removeButtonProps={{ "aria-label": `${texts.common.clear}: ${filterWord(name, value)}`, "aria-hidden": false, tabIndex: 0 }}>
          {filterWord(name, value)}
        </Pill>
      ))}
      {filtersOf(wanted).length > 1 && <Button variant="subtle" size="xs" onClick={() => onChange(NO_FILTERS)}>{texts.common.clearFilters}</Button>}
      <span className="catalog-switches">
        {flat && <SegmentedControl aria-label={words.group} value={listed} onChange={(value) => onGroup(value === flat)} data={[kind, flat].map((each) => ({ value: each, label: words.caption[each] }))} />}
        <SegmentedControl aria-label={words.view} value={looks.view} onChange={(value) => looks.onView(value as View)} data={[{ value: "tiles", label: words.tiles }, { value: "list", label: words.list }]} />
      </span>
      <Drawer opened={isOpen} onClose={() => setOpen(false)} position="right" size={isPhone ? "100%" : 320} title={words.filters} closeButtonProps={{ "aria-label": texts.common.close }}>
        <FilterFields listed={listed} wanted={wanted} instances={instances} onChange={onChange} />
      </Drawer>
    </div>
  );
}

interface QuickProps extends Pick<ToolbarProps, "listed" | "instances" | "onChange"> {
  name: Filter;
  value: string;
}

function Quick({ listed, name, value, instances, onChange }: QuickProps) {
  const choices = name === "instance" ? instances : name === "status" ? FACTS[listed].statuses : REASONS;
  const data = [{ value: "", label: words.any[name] }, ...choices.map((each) => ({ value: each, label: filterWord(name, each, true) }))];
  return <Select className="catalog-quick" aria-label={words.filter[name]} data={data} value={value} allowDeselect={false} onChange={(next) => onChange({ [name]: next || null })} />;
}
