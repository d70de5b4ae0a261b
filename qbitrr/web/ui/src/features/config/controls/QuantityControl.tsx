import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { texts } from "@/texts";
import type { Field } from "../api/schema";
import { described, unitWord } from "../model/describing";
import { same, type Json } from "../model/json";
import { readQuantity, unitChoices, unitsOf, writtenQuantity } from "../model/quantities";
import { aria, type ControlProps } from "./control";

const SPECIAL = "special:";
const TEXT = "text:";

/** A number with its unit, or one of the values that are no amounts, chosen where the unit is. */
export function QuantityControl(props: ControlProps) {
  const { field, value, fallback, onChange } = props;
  // What was typed stays as it was typed ("1.", "-"), as long as it is what the value came from.
  const [typed, setTyped] = useState<{ value: Json; amount: string; unit: string } | null>(null);
  const read = readQuantity(field, value);
  const units = unitsOf(field);
  const isTyped = typed !== null && same(typed.value, value);
  const native = units[0] ?? "";
  const unit = isTyped ? typed.unit : read.kind === "amount" ? read.unit : read.kind === "text" ? TEXT : read.kind === "special" ? `${SPECIAL}${read.value}` : startUnit(field, fallback);
  const amount = isTyped ? typed.amount : read.kind === "amount" ? read.amount : read.kind === "text" ? read.text : "";
  const put = (nextAmount: string, nextUnit: string) => {
    const next = nextUnit === TEXT ? nextAmount || null : writtenQuantity(field, nextAmount, nextUnit, value);
    setTyped({ value: next, amount: nextAmount, unit: nextUnit });
    onChange(next);
  };
  const choose = (chosen: string) => {
    if (!chosen.startsWith(SPECIAL)) return put(amount, chosen);
    setTyped(null);
    onChange(field.sentinels.find((each) => `${SPECIAL}${each.value}` === chosen)?.value ?? null);
  };
  const isSpecial = unit.startsWith(SPECIAL);
  const hasChoice = units.length > 1 || field.sentinels.length > 0;
  return (
    <div className={isSpecial ? "config-quantity special" : "config-quantity"}>
      {!isSpecial && (
        <TextInput {...aria(props)} className="config-amount" inputMode={unit === TEXT ? "text" : "decimal"} autoComplete="off" spellCheck={false} value={amount}
          placeholder={fallbackAmount(field, fallback, unit)} onChange={(event) => put(event.currentTarget.value, unit)} />
      )}
      {hasChoice ? (
        <NativeSelect className="config-unit" aria-label={`${field.label}: ${texts.config.unitLabel}`} disabled={props.disabled} value={unit} onChange={(event) => choose(event.currentTarget.value)} {...(isSpecial ? { id: props.id } : {})}>
          {unitChoices(field, unit).map((each) => <option key={each} value={each}>{wordOf(field, each) || texts.config.amount}</option>)}
          {(field.type === "duration" || unit === TEXT) && <option value={TEXT}>{texts.config.asText}</option>}
          {field.sentinels.map((each) => <option key={String(each.value)} value={`${SPECIAL}${each.value}`}>{each.meaning}</option>)}
        </NativeSelect>
      ) : (
        wordOf(field, native) && <span className="config-unit-word quiet">{wordOf(field, native)}</span>
      )}
    </div>
  );
}

function wordOf(field: Field, unit: string): string {
  return (field.type === "rate" && texts.config.rateUnits[unit]) || unitWord(unit);
}

function startUnit(field: Field, fallback: Json): string {
  const read = readQuantity(field, fallback);
  return read.kind === "amount" ? read.unit : (unitsOf(field)[0] ?? "");
}

function fallbackAmount(field: Field, fallback: Json, unit: string): string {
  const read = readQuantity(field, fallback);
  return read.kind === "amount" && read.unit === unit ? read.amount : described(field, fallback);
}
