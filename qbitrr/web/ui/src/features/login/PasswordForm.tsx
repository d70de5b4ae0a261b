import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { useFields } from "@/lib/fields";
import { texts } from "@/texts";
import { FormError } from "./FormError";
import { useFirstPassword } from "./signingIn";

const SHORTEST = 8;

/** What is wrong with a first password, or null. */
export function wrongWith(form: { username: string; password: string; repeated: string; setupToken: string }): string | null {
  if (!form.username.trim()) return texts.setPassword.noName;
  if (form.password.length < SHORTEST) return texts.setPassword.tooShort;
  if (form.password !== form.repeated) return texts.setPassword.different;
  return form.setupToken.trim() ? null : texts.setPassword.noToken;
}

export function PasswordForm({ username: known, onEntered, onBack }: { username: string; onEntered: () => void; onBack?: () => void }) {
  const { values: form, field } = useFields({ username: known, password: "", repeated: "", setupToken: "" });
  const [wrong, setWrong] = useState<string | null>(null);
  const setting = useFirstPassword();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const problem = wrongWith(form);
    setWrong(problem);
    if (!problem) setting.mutate({ username: form.username, password: form.password, setupToken: form.setupToken.trim() }, { onSuccess: onEntered });
  };
  return (
    <form onSubmit={submit} className="login-form" noValidate>
      <p className="quiet">{texts.setPassword.explain}</p>
      <TextInput label={texts.setPassword.username} autoComplete="username" {...field("username")} />
      <PasswordInput label={texts.setPassword.password} description={texts.setPassword.hint} autoComplete="new-password" {...field("password")} />
      <PasswordInput label={texts.setPassword.repeat} autoComplete="new-password" {...field("repeated")} />
      <PasswordInput label={texts.setPassword.token} autoComplete="off" {...field("setupToken")} />
      {wrong ? <p role="alert" className="form-error">{wrong}</p> : setting.error && <FormError error={setting.error} />}
      <Button type="submit" loading={setting.isPending} fullWidth>{texts.setPassword.submit}</Button>
      {onBack && <Button variant="subtle" onClick={onBack} fullWidth>{texts.setPassword.back}</Button>}
    </form>
  );
}
