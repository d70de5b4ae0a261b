import { Button } from "@mantine/core";
import { useState } from "react";
import { Confirm } from "@/components/ui/Confirm";
import { Glyph } from "@/components/ui/Glyph";
import { say } from "@/components/ui/toasts";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { useChange } from "./api/changing";

const said = texts.config.confirm;

/** A file of another program acts only after somebody has said so here. */
export function ConfirmFile() {
  const [isAsking, setAsking] = useState(false);
  const change = useChange();
  const confirm = () => change.mutate({ kind: "confirm" }, { onSuccess: () => { say(said.done); setAsking(false); } });
  return (
    <section className="card config-confirm" aria-label={said.title}>
      <Glyph mood="held" size={20} />
      <div>
        <p><strong>{said.title}</strong></p>
        <p className="quiet">{said.text}</p>
      </div>
      <Button onClick={() => setAsking(true)}>{said.button}</Button>
      <Confirm opened={isAsking} title={said.ask} confirm={said.button} busy={change.isPending} onConfirm={confirm} onClose={() => setAsking(false)}>
        <p>{said.begins}</p>
        {change.error && <p role="alert" className="config-wrong">{shown(change.error.message)}</p>}
      </Confirm>
    </section>
  );
}
