import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { Card } from "@/components/ui/Page";
import { say, sayError } from "@/components/ui/toasts";
import { texts } from "@/texts";
import { fetchToken } from "./api/access";

const t = texts.system.token;

/** The token is asked for when somebody wants it, and forgotten when it is hidden or the page is left. */
export function Token() {
  const [token, setToken] = useState<string | null>(null);
  const show = () => void fetchToken().then(setToken, sayError);
  const copy = async () => {
    try {
      const value = token ?? (await fetchToken());
      await navigator.clipboard.writeText(value).then(() => say(t.copied), () => { setToken(value); say(t.notCopied, true); });
    } catch (error) {
      sayError(error);
    }
  };
  return (
    <Card title={t.title}>
      <div className="system-stack">
        <p className="quiet">{t.text}</p>
        {token !== null && (token === "" ? <p>{t.none}</p> : <TextInput label={t.label} value={token} readOnly classNames={{ input: "mono" }} onFocus={(event) => event.currentTarget.select()} />)}
        <Group gap="sm">
          {token === null ? <Button variant="default" onClick={show}>{t.show}</Button> : <Button variant="default" onClick={() => setToken(null)}>{t.hide}</Button>}
          <Button variant="default" onClick={() => void copy()}>{t.copy}</Button>
        </Group>
      </div>
    </Card>
  );
}
