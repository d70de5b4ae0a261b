import { Button, PasswordInput } from "@mantine/core";
import { useState } from "react";
import { Glyph } from "@/components/ui/Glyph";
import { texts } from "@/texts";
import { HIDDEN } from "../model/secrets";
import { aria, type ControlProps } from "./control";

const said = texts.config.secret;

/** Not set, set and hidden, or a new value; what is stored is never filled in, and only what was typed can be seen. */
export function SecretControl(props: ControlProps & { isStored: boolean }) {
  const { field, value, disabled, onChange, isStored } = props;
  const [isReplacing, setReplacing] = useState(false);
  const isTyped = typeof value === "string" && value !== "" && value !== HIDDEN;
  const keep = () => {
    setReplacing(false);
    onChange(HIDDEN);
  };
  if (isStored && !isTyped && !isReplacing) {
    const isHidden = value === HIDDEN;
    return (
      <div className="config-secret">
        <span className="config-secret-state"><Glyph mood={isHidden ? "good" : "wait"} size={14} /> {isHidden ? said.set : said.removed}</span>
        {isHidden && <Button size="xs" variant="default" disabled={disabled} onClick={() => setReplacing(true)}>{said.replace}</Button>}
        {isHidden && !field.required && <Button size="xs" variant="subtle" disabled={disabled} onClick={() => onChange(null)}>{said.remove}</Button>}
        {!isHidden && <Button size="xs" variant="default" onClick={keep}>{said.keep}</Button>}
      </div>
    );
  }
  return (
    <div className="config-secret">
      <PasswordInput {...aria(props)} className="config-grow" autoComplete="new-password" placeholder={isStored ? said.typed : said.notSet} value={isTyped ? value : ""}
        data-autofocus={isReplacing || undefined} onChange={(event) => onChange(event.currentTarget.value || (isStored ? HIDDEN : null))} />
      {isStored && <Button size="xs" variant="default" onClick={keep}>{said.keep}</Button>}
      {field.key === "Token" && <Button size="xs" variant="default" disabled={disabled} onClick={() => onChange(generated())}>{said.generate}</Button>}
    </div>
  );
}

/** 32 hexadecimal digits from the browser's source of randomness. */
function generated(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join("");
}
