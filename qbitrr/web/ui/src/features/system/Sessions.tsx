import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Asked } from "@/components/ui/Asked";
import { Confirm } from "@/components/ui/Confirm";
import { Card } from "@/components/ui/Page";
import { Time } from "@/components/ui/Time";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { sessionsQuery, useRevoke, type Session } from "./api/access";
import { browserOf } from "./browsers";

const t = texts.system.sessions;

export function Sessions() {
  const query = useQuery(sessionsQuery);
  const revoke = useRevoke();
  const [asking, setAsking] = useState(false);
  const all = query.data !== undefined && query.data.length > 1
    ? <Button variant="default" size="xs" onClick={() => setAsking(true)}>{t.revokeAll}</Button> : undefined; // prettier-ignore
  return (
    <Card title={t.title} aside={all}>
      <Asked query={query}>
        {(sessions) => sessions.length === 0
          ? <p className="quiet">{t.none}</p>
          : <ul className="system-rows">{sessions.map((each) => <Row key={each.id} session={each} busy={revoke.isPending && revoke.variables === each.id} onRevoke={() => revoke.mutate(each.id)} />)}</ul>}
      </Asked>
      <Confirm opened={asking} title={t.revokeAllTitle} confirm={t.revokeAll} busy={revoke.isPending} onClose={() => setAsking(false)} onConfirm={() => revoke.mutate(null, { onSettled: () => setAsking(false) })}>
        <p>{t.revokeAllText}</p>
      </Confirm>
    </Card>
  );
}

function Row({ session, busy, onRevoke }: { session: Session; busy: boolean; onRevoke: () => void }) {
  const browser = browserOf(session.userAgent) ?? t.unknownBrowser;
  return (
    <li className="system-row">
      <span className="system-main">
        <span>
          <bdi>{shown(session.user)}</bdi> · <span title={shown(session.userAgent)}>{browser}</span>
          {session.current && <span className="quiet"> · {t.current}</span>}
        </span>
        <span className="system-why">
          {t.methods[session.method] ?? session.method} · {shown(session.address)} · {t.seen} <Time iso={session.lastSeen} /> · {t.begun} <Time iso={session.created} />
        </span>
      </span>
      <span className="system-side">
        <Button variant="default" size="xs" loading={busy} aria-label={t.revokeOf(`${session.user}, ${browser}`)} onClick={onRevoke}>{t.revoke}</Button>
      </span>
    </li>
  );
}
