import { Button } from "@mantine/core";
import { IconLock, IconPencil } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { Glyph } from "@/components/ui/Glyph";
import { texts } from "@/texts";
import type { Field } from "./api/schema";
import { FieldControl } from "./controls/FieldControl";
import { RowsControl } from "./controls/RowsControl";
import { SecretControl } from "./controls/SecretControl";
import { useEditor } from "./editor";
import { described } from "./model/describing";
import { stored, valueIn } from "./model/drafts";
import { wrongQuantity } from "./model/quantities";
import { areMet, fallbackOf, fieldsOf, inheritedFrom } from "./model/sections";
import { FieldTools } from "./FieldTools";

const said = texts.config;

/** One setting: label, control, what it is for, what holds without it, when it takes effect, and what is wrong with it. */
export function FieldRow({ section, field }: { section: string; field: Field }) {
  const { schema, tree, drafts, problems, wrongs, target, edit } = useEditor();
  const box = useRef<HTMLDivElement>(null);
  const isTarget = target === field.key;
  useEffect(() => {
    if (!isTarget) return;
    box.current?.scrollIntoView({ block: "center" });
    box.current?.querySelector<HTMLElement>("input, select, textarea, button")?.focus({ preventScroll: true });
  }, [isTarget]);
  const id = `config-${field.key}`;
  const now = stored(tree, section, field.key);
  const value = valueIn(drafts, tree, section, field.key);
  const isChanged = drafts[section]?.changes[field.key] !== undefined;
  const fallback = fallbackOf(field, section, tree, schema);
  const locked = problems?.fixed.find((each) => each.key === `${section}.${field.key}`);
  const counts = locked?.value ?? value;
  const local = locked ? null : localWrong(field, value);
  const wrong = [...(local ? [local] : []), ...(wrongs[section]?.[field.key] ?? [])];
  const remarks = isChanged ? [] : (problems?.problems.filter((each) => each.section === section && each.key === field.key) ?? []);
  const put = (next: typeof value) => edit(section, field.key, next);
  const control = { id, field, value: counts, fallback, disabled: locked !== undefined, isWrong: wrong.length > 0, describedBy: `${id}-help`, onChange: put };
  const from = inheritedFrom(field, section);
  return (
    <div ref={box} className={isTarget ? "config-field target" : "config-field"} id={`${id}-field`}>
      <div className="config-field-head">
        <label className="config-label" id={`${id}-label`} htmlFor={id}>{field.label}</label>
        {isChanged && <span className="config-mark"><IconPencil size={14} stroke={1.75} aria-hidden /> {said.changed}</span>}
      </div>
      {field.entries && field.entries.length > 0 ? (
        <RowsControl {...control} ofSection={(key) => valueIn(drafts, tree, section, key) ?? null} />
      ) : field.secure ? (
        <SecretControl {...control} isStored={now !== null && now !== ""} />
      ) : (
        <FieldControl {...control} />
      )}
      <FieldTools section={section} field={field} value={value} />
      <p className="config-help" id={`${id}-help`}>
        {field.description}
      </p>
      <p className="config-meta">
        {!field.secure && !field.entries?.length && <span>{from ? said.inherits(described(field, fallback), from) : said.default(described(field, fallback))}</span>}
        {field.reload.type && <span title={field.reload.effect}>{said.effects[field.reload.type] ?? field.reload.effect}</span>}
        {value !== null && !field.secure && !field.required && <Button size="compact-xs" variant="subtle" disabled={control.disabled} onClick={() => put(null)}>{from ? said.useInherited : said.useDefault}</Button>}
        {isChanged && <Button size="compact-xs" variant="subtle" onClick={() => put(now)}>{said.undo}</Button>}
      </p>
      {locked && <p className="config-note"><IconLock size={14} stroke={1.75} aria-hidden /> {locked.variable ? said.lockedBy(locked.variable) : said.heldBecause(locked.why)}</p>}
      {!field.hasEffect && <p className="config-note">{said.noEffectYet}</p>}
      <Needs section={section} field={field} />
      {wrong.map((each) => <p key={each} className="config-wrong" role="alert"><Glyph mood="bad" size={14} /> {each}</p>)}
      {remarks.map((each) => <p key={each.text} className={each.severity === "error" ? "config-wrong" : "config-remark"}><Glyph mood={each.severity === "error" ? "bad" : "wait"} size={14} /> {each.message} {each.remedy}</p>)}
    </div>
  );
}

/** What must be so for the setting to do anything, while it is not so. */
function Needs({ section, field }: { section: string; field: Field }) {
  const { schema, tree, drafts } = useEditor();
  const fields = fieldsOf(schema, section);
  const of = (key: string) => fields.find((each) => each.key === key);
  const unmet = field.visibleWhen.filter((each) => !areMet([each], (key) => {
    const other = of(key);
    return valueIn(drafts, tree, section, key) ?? (other ? fallbackOf(other, section, tree, schema) : null);
  }));
  return unmet.map((each) => {
    const names = each.keys.map((key) => of(key)?.label ?? key).join(" / ");
    return <p key={names} className="config-note">{each.values ? said.onlyIfOther(names) : said.onlyIf(names)}</p>;
  });
}

function localWrong(field: Field, value: Parameters<typeof wrongQuantity>[1]): string | null {
  const found = wrongQuantity(field, value);
  if (!found) return null;
  if (found.kind === "number") return said.number.number;
  const limit = described(field, found.limit);
  return found.kind === "least" ? said.number.least(limit) : said.number.most(limit);
}
