import { Button, PasswordInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { ApiError } from "@/api/errors";
import { Asked } from "@/components/ui/Asked";
import { Card } from "@/components/ui/Page";
import { say } from "@/components/ui/toasts";
import { useFields } from "@/lib/fields";
import { texts } from "@/texts";
import { meQuery, usePasswordChange } from "./api/access";
import { wrongWith, type PasswordForm } from "./passwords";

const t = texts.system.password;
const EMPTY: PasswordForm = { current: "", next: "", repeated: "" };

export function Password() {
  const query = useQuery(meQuery);
  return (
    <Card title={t.title}>
      <Asked query={query}>{(me) => (me.passwordSet ? <Form user={me.user ?? ""} /> : <p className="quiet">{t.none}</p>)}</Asked>
    </Card>
  );
}

function Form({ user }: { user: string }) {
  const { values: form, field, setValues } = useFields(EMPTY);
  const [wrong, setWrong] = useState<string | null>(null);
  const change = usePasswordChange();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const problem = wrongWith(form);
    setWrong(problem);
    if (problem) return;
    change.mutate({ currentPassword: form.current, newPassword: form.next }, { onSuccess: () => { setValues(EMPTY); say(t.done); } });
  };
  const said = wrong ?? refusal(change.error);
  return (
    <form onSubmit={submit} className="system-form" noValidate>
      <input type="text" className="visually-hidden" autoComplete="username" value={user} readOnly tabIndex={-1} aria-hidden />
      <PasswordInput label={t.current} autoComplete="current-password" {...field("current")} />
      <PasswordInput label={t.next} description={texts.setPassword.hint} autoComplete="new-password" {...field("next")} />
      <PasswordInput label={t.repeat} autoComplete="new-password" {...field("repeated")} />
      {said && <p role="alert" className="system-wrong">{said}</p>}
      <div className="system-side"><Button type="submit" variant="default" loading={change.isPending}>{t.submit}</Button><span className="quiet">{t.note}</span></div>
    </form>
  );
}

function refusal(error: Error | null): string | null {
  if (error instanceof ApiError && error.code === "WRONG_PASSWORD") return t.wrong;
  return error?.message ?? null;
}
