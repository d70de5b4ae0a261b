import { useState } from "react";
import type { Meta } from "@/api/meta";
import { texts } from "@/texts";
import { LoginForm } from "./LoginForm";
import { PasswordForm } from "./PasswordForm";
import "./login.css";

/** In the address, after a single sign-on that did not end well: why. */
const FAILED = "auth_error";

export function LoginPage({ meta, onEntered }: { meta: Meta; onEntered: () => void }) {
  const [setupFor, setSetupFor] = useState<string | null>(meta.setup_required ? "" : null);
  const failed = new URL(window.location.href).searchParams.get(FAILED);
  const entered = () => {
    const here = new URL(window.location.href);
    here.searchParams.delete(FAILED);
    history.replaceState(history.state, "", here);
    onEntered();
  };
  return (
    <main className="login">
      <div className="login-card">
        <img src="./logo.svg" alt="" width={40} height={40} />
        <h1>{setupFor === null ? texts.login.title : texts.setPassword.title}</h1>
        {failed && <p role="alert" className="form-error">{texts.login.ssoErrors[failed] ?? texts.login.ssoErrors["provider"]}</p>}
        {setupFor === null ? (
          <LoginForm meta={meta} onEntered={entered} onSetupRequired={setSetupFor} />
        ) : (
          <PasswordForm username={setupFor} onEntered={entered} {...(meta.setup_required ? {} : { onBack: () => setSetupFor(null) })} />
        )}
      </div>
    </main>
  );
}
