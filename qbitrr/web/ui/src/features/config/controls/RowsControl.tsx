import { Button } from "@mantine/core";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import type { Field } from "../api/schema";
import { isTable, withValue, type Json } from "../model/json";
import { areMet } from "../model/sections";
import type { ControlProps } from "./control";
import { FieldControl } from "./FieldControl";

const said = texts.config.rows;
type Row = { [name: string]: Json };

/** Rows of an array of tables, each folded under its name; what is not set in a row keeps its default. */
export function RowsControl({ id, field, value, fallback, disabled, onChange, ofSection }: ControlProps & { ofSection: (key: string) => Json }) {
  const list = value ?? fallback;
  const rows = Array.isArray(list) ? list.filter(isTable) : [];
  const put = (next: Row[]) => onChange(next.length === 0 ? null : next);
  return (
    <div className="config-rows" id={id} role="group" aria-labelledby={`${id}-label`}>
      {rows.length === 0 && <p className="quiet">{said.none}</p>}
      {rows.map((row, index) => {
        const name = shown(String(row["Name"] ?? "")) || said.unnamed;
        return (
          <details key={index} className="config-row" open={!row["Name"]}>
            <summary>{name}</summary>
            <div className="config-row-fields">
              {(field.entries ?? []).map((each) => (
                <RowField key={each.key} id={`${id}-${index}-${each.key}`} field={each} row={row} disabled={disabled} ofSection={ofSection}
                  onChange={(next) => put(rows.map((other, place) => (place === index ? withValue(other, each.path, next) : other)))} />
              ))}
              <div><Button size="xs" variant="default" disabled={disabled} onClick={() => put(rows.filter((_each, place) => place !== index))}>{said.remove(name)}</Button></div>
            </div>
          </details>
        );
      })}
      <div><Button size="xs" variant="default" disabled={disabled} onClick={() => put([...rows, { Name: "" }])}>{said.add}</Button></div>
    </div>
  );
}

function RowField({ id, field, row, disabled, ofSection, onChange }: { id: string; field: Field; row: Row; disabled: boolean; ofSection: (key: string) => Json; onChange: (value: Json) => void }) {
  const isOwn = (key: string) => Object.hasOwn(row, key);
  const value = row[field.key] ?? null;
  const isMet = areMet(field.visibleWhen, (key) => (isOwn(key) ? (row[key] ?? null) : ofSection(key)));
  if (value === null && (!isMet || !field.hasEffect)) return null;
  return (
    <div className="config-field">
      <label className="config-label" id={`${id}-label`} htmlFor={id}>{field.label}</label>
      <FieldControl id={id} field={field} value={value} fallback={field.default} disabled={disabled} isWrong={false} describedBy={`${id}-help`} onChange={onChange} />
      <p className="config-help" id={`${id}-help`}>{field.description}</p>
    </div>
  );
}
