import { Button, Select, TextInput } from "@mantine/core";
import { SortFields } from "@/components/listing/SortFields";
import { shown } from "@/lib/format";
import { sortText } from "@/lib/sorting";
import { texts } from "@/texts";
import { FACTS, REASONS, type Filter } from "./kinds";
import type { ToolbarProps } from "./Toolbar";
import { NO_FILTERS, PAGE_SIZES } from "./wanted";

const words = texts.catalog;

/** A filter as it is named: “Status: missing”, or only its value. */
export function filterWord(name: Filter, value: string, isBare = false): string {
  const said = name === "status" ? words.statuses[value] : name === "reason" ? words.reasons[value] : name === "monitored" || name === "quality" ? words.flags[name][value] : null;
  const what = said ?? shown(value);
  return isBare || name === "monitored" || name === "quality" || name === "status" ? what : `${words.filter[name]}: ${what}`;
}

/** All filters, the order, and how many there are on a page. */
export function FilterFields({ listed, wanted, instances, onChange }: Pick<ToolbarProps, "listed" | "wanted" | "instances" | "onChange">) {
  const { filters: names, sorts, statuses } = FACTS[listed];
  const choice = (name: Filter, choices: readonly string[]) =>
    names.includes(name) && (
      <Select label={words.filter[name]} allowDeselect={false} value={wanted.filters[name] ?? ""} onChange={(value) => onChange({ [name]: value || null })}
        data={[{ value: "", label: words.any[name] }, ...choices.map((each) => ({ value: each, label: filterWord(name, each, true) }))]} />
    );
  return (
    <div className="catalog-fields">
      {instances.length > 1 && choice("instance", instances)}
      {choice("status", statuses)}
      {choice("reason", REASONS)}
      {choice("monitored", ["yes", "no"])}
      {choice("quality", ["yes", "no"])}
      {names.includes("from") && (
        <div className="catalog-years">
          {(["from", "to"] as const).map((name) => (
            <TextInput key={`${name} ${wanted.filters[name] ?? ""}`} label={words.filter[name]} defaultValue={wanted.filters[name] ?? ""} inputMode="numeric" maxLength={4} pattern="\d{4}"
              onChange={({ currentTarget: { value } }) => { if (value === "" || /^\d{4}$/.test(value)) onChange({ [name]: value || null }); }} />
          ))}
        </div>
      )}
      <SortFields columns={sorts.map((by) => ({ by, name: by === "title" ? words.wholes[listed] : (words.sorts[by] ?? by) }))} sorting={wanted.sorting} onSorting={(sorting) => onChange(sortText(sorting))} />
      <Select label={words.pageSize} allowDeselect={false} data={PAGE_SIZES.map(String)} value={String(wanted.size)} onChange={(size) => onChange({ size })} />
      <Button variant="default" onClick={() => onChange(NO_FILTERS)}>{texts.common.clearFilters}</Button>
    </div>
  );
}
