import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { Asked } from "@/components/ui/Asked";
import { Confirm } from "@/components/ui/Confirm";
import { Name } from "@/components/ui/Name";
import { Card } from "@/components/ui/Page";
import { Time } from "@/components/ui/Time";
import { say } from "@/components/ui/toasts";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { tokensQuery, useMakeToken, useRevokeToken, type NamedToken } from "./api/tokens";

const t = texts.system.tokens;

/** A token for each program that uses the API, so that one can be taken back without the others. */
export function NamedTokens() {
  const query = useQuery(tokensQuery);
  const [leaving, setLeaving] = useState<NamedToken | null>(null);
  const revoke = useRevokeToken();
  const confirm = () => {
    if (leaving) revoke.mutate(leaving.id, { onSuccess: () => say(t.revoked(shown(leaving.name))), onSettled: () => setLeaving(null) });
  };
  return (
    <Card title={t.title}>
      <div className="system-stack">
        <Asked query={query}>
          {(tokens) => tokens.length === 0
            ? <p className="quiet">{t.none}</p>
            : <ul className="system-rows">{tokens.map((each) => <Row key={each.id} token={each} onRevoke={() => setLeaving(each)} />)}</ul>}
        </Asked>
        <NewToken />
      </div>
      <Confirm opened={leaving !== null} title={t.revokeTitle(shown(leaving?.name ?? ""))} confirm={t.revoke} dangerous busy={revoke.isPending} onConfirm={confirm} onClose={() => setLeaving(null)}>
        <p>{t.revokeText}</p>
      </Confirm>
    </Card>
  );
}

function Row({ token, onRevoke }: { token: NamedToken; onRevoke: () => void }) {
  return (
    <li className="system-row">
      <span className="system-main">
        <span><Name text={token.name} most={60} /></span>
        <span className="system-why">
          {token.lastUsed ? <>{t.used} <Time iso={token.lastUsed} /> · {shown(token.address)}</> : t.neverUsed} · {t.made} <Time iso={token.created} />
        </span>
      </span>
      <span className="system-side"><Button variant="default" size="xs" aria-label={t.revokeOf(shown(token.name))} onClick={onRevoke}>{t.revoke}</Button></span>
    </li>
  );
}

/** The secret is shown once, after it was made; whoever leaves the page has to have taken it along. */
function NewToken() {
  const [name, setName] = useState("");
  const make = useMakeToken();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() !== "") make.mutate(name.trim(), { onSuccess: () => setName("") });
  };
  const copy = (secret: string) => void navigator.clipboard.writeText(secret).then(() => say(texts.system.token.copied), () => say(t.notCopied, true));
  if (make.data) {
    const { secret, name: called } = make.data;
    return (
      <div className="system-stack" role="status">
        <TextInput label={t.secretOf(shown(called))} description={t.once} value={secret} readOnly classNames={{ input: "mono" }} onFocus={(event) => event.currentTarget.select()} />
        <div className="system-side">
          <Button variant="default" onClick={() => copy(secret)}>{texts.common.copy}</Button>
          <Button variant="default" onClick={() => make.reset()}>{t.done}</Button>
        </div>
      </div>
    );
  }
  return (
    <form className="system-new" onSubmit={submit} noValidate>
      <TextInput label={t.name} description={t.hint} value={name} maxLength={60} autoComplete="off" error={make.error ? shown(make.error.message) : undefined} onChange={(event) => setName(event.currentTarget.value)} />
      <Button type="submit" variant="default" loading={make.isPending}>{t.make}</Button>
    </form>
  );
}
