import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useState, type FormEvent } from "react";
import { ApiError } from "@/api/errors";
import type { Meta } from "@/api/meta";
import { rememberAsked } from "@/lib/asked";
import { apiUrl } from "@/lib/base";
import { texts } from "@/texts";
import { FormError } from "./FormError";
import { useLogin } from "./signingIn";

interface LoginFormProps {
  meta: Meta;
  onEntered: () => void;
  onSetupRequired?: (username: string) => void;
}

export function LoginForm({ meta, onEntered, onSetupRequired }: LoginFormProps) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const login = useLogin();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    login.mutate({ username, password }, {
      onSuccess: onEntered,
      onError: (error) => {
        if (error instanceof ApiError && error.code === "SETUP_REQUIRED") onSetupRequired?.(username);
      },
    });
  };
  return (
    <div className="login-form">
      {meta.local_auth_enabled && (
        <form onSubmit={submit}>
          <TextInput label={texts.login.username} autoComplete="username" value={username} onChange={(event) => setUsername(event.currentTarget.value)} required withAsterisk={false} />
          <PasswordInput label={texts.login.password} autoComplete="current-password" value={password} onChange={(event) => setPassword(event.currentTarget.value)} required withAsterisk={false} />
          {login.error && <FormError error={login.error} />}
          <Button type="submit" loading={login.isPending} fullWidth>{texts.login.submit}</Button>
        </form>
      )}
      {meta.local_auth_enabled && meta.oidc_enabled && <p className="login-or">{texts.login.or}</p>}
      {meta.oidc_enabled && <Button component="a" href={apiUrl("auth/oidc/challenge")} onClick={rememberAsked} variant="default" fullWidth>{texts.login.sso}</Button>}
      {!meta.local_auth_enabled && !meta.oidc_enabled && <p role="alert" className="form-error">{texts.login.noMethod}</p>}
      {onSetupRequired && <Button variant="subtle" onClick={() => onSetupRequired(username)} fullWidth>{texts.login.setPassword}</Button>}
    </div>
  );
}
