import { NativeSelect, SegmentedControl, Switch, TagsInput, Textarea, TextInput } from "@mantine/core";
import { texts } from "@/texts";
import { described, optionWord } from "../model/describing";
import type { Json } from "../model/json";
import { isQuantity } from "../model/quantities";
import { HIDDEN } from "../model/secrets";
import { aria, type ControlProps } from "./control";
import { MappingControl } from "./MappingControl";
import { QuantityControl } from "./QuantityControl";
import { SecretControl } from "./SecretControl";

/** The control that suits a field. Rows of tables have their own. */
export function FieldControl(props: ControlProps) {
  const { field } = props;
  if (field.secure) return <SecretControl {...props} isStored={props.value === HIDDEN} />;
  if (field.kind === "checkbox") return field.nullable || field.inherits ? <TriState {...props} /> : <OnOff {...props} />;
  if (field.options.length > 0) return <Choice {...props} />;
  if (field.kind === "mapping") return <MappingControl {...props} />;
  if (field.kind === "tags") return isLong(props) ? <Lines {...props} /> : <Tags {...props} />;
  return isQuantity(field) ? <QuantityControl {...props} /> : <Text {...props} />;
}

const listOf = (value: Json): string[] => (Array.isArray(value) ? value.map(String) : typeof value === "string" && value ? [value] : []);

/** Patterns and sentences stand one per line, words as chips. */
const isLong = ({ field, fallback }: ControlProps): boolean => field.type === "list<regex>" || listOf(fallback).some((each) => each.includes(" "));

function Text(props: ControlProps) {
  const { field, value, fallback, onChange } = props;
  const isCode = field.type === "cron" || field.type === "path";
  const placeholder = typeof fallback === "string" && fallback ? fallback : field.placeholder;
  return (
    <TextInput {...aria(props)} value={value === null ? "" : String(value)} placeholder={placeholder} spellCheck={false} autoComplete="off"
      classNames={isCode ? { input: "mono" } : {}} onChange={(event) => onChange(event.currentTarget.value === "" ? null : event.currentTarget.value)} />
  );
}

function OnOff(props: ControlProps) {
  const { value, fallback, disabled, id, describedBy, onChange } = props;
  const isOn = (value ?? fallback) === true;
  return <Switch id={id} aria-describedby={describedBy} disabled={disabled} checked={isOn} label={isOn ? texts.config.on : texts.config.off} onChange={(event) => onChange(event.currentTarget.checked)} />;
}

function TriState({ field, value, fallback, disabled, id, onChange }: ControlProps) {
  const data = [
    { value: "inherit", label: field.inherits ? `${texts.config.inheritWord} (${described(field, fallback)})` : texts.config.notSet },
    { value: "on", label: texts.config.on },
    { value: "off", label: texts.config.off },
  ];
  const chosen = value === null ? "inherit" : value === true ? "on" : "off";
  return <SegmentedControl id={id} aria-labelledby={`${id}-label`} size="sm" data={data} value={chosen} disabled={disabled} onChange={(next) => onChange(next === "inherit" ? null : next === "on")} />;
}

function Choice(props: ControlProps) {
  const { field, value, fallback, onChange } = props;
  const known = field.options.some((each) => String(each) === String(value));
  return (
    <NativeSelect {...aria(props)} value={value === null ? "" : String(value)}
      onChange={(event) => onChange(field.options.find((each) => String(each) === event.currentTarget.value) ?? null)}>
      <option value="">{`${described(field, fallback)} (${field.inherits ? texts.config.inheritWord : texts.config.default("").trim()})`}</option>
      {!known && value !== null && <option value={String(value)}>{String(value)}</option>}
      {field.options.map((each) => <option key={String(each)} value={String(each)}>{optionWord(field, each)}</option>)}
    </NativeSelect>
  );
}

function Tags(props: ControlProps) {
  const { field, value, fallback, onChange } = props;
  return (
    <TagsInput {...aria(props)} value={listOf(value ?? fallback)} splitChars={field.type === "list<extension>" ? [" ", ","] : []} acceptValueOnBlur
      placeholder={texts.config.list.add} onChange={onChange} />
  );
}

function Lines(props: ControlProps) {
  const { value, fallback, onChange } = props;
  const lines = listOf(value ?? fallback);
  return (
    <Textarea {...aria(props)} classNames={{ input: "config-lines mono" }} rows={Math.min(12, Math.max(3, lines.length + 1))} spellCheck={false} value={lines.join("\n")}
      onChange={(event) => onChange(event.currentTarget.value === "" ? [] : event.currentTarget.value.split("\n"))}
      onBlur={() => { if (lines.some((each) => each.trim() === "")) onChange(lines.filter((each) => each.trim() !== "")); }} />
  );
}
