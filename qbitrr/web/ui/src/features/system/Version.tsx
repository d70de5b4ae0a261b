import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Notes } from "@/components/notes/Notes";
import { Asked } from "@/components/ui/Asked";
import { Confirm } from "@/components/ui/Confirm";
import { Card } from "@/components/ui/Page";
import { Time } from "@/components/ui/Time";
import { say } from "@/components/ui/toasts";
import { apiUrl } from "@/lib/base";
import { texts } from "@/texts";
import { useUpdate, useVersionCheck, versionsQuery, type Versions } from "./api/version";

const t = texts.system.version;

export function Version() {
  const query = useQuery(versionsQuery);
  const check = useVersionCheck();
  return (
    <Card title={t.title} aside={<Button variant="default" size="xs" loading={check.isPending} onClick={() => check.mutate()}>{t.check}</Button>}>
      <Asked query={query}>{(versions) => <Facts versions={versions} />}</Asked>
    </Card>
  );
}

function Facts({ versions }: { versions: Versions }) {
  const state = versions.update_state;
  return (
    <div className="system-stack">
      <Standing versions={versions} />
      <dl className="system-facts">
        <dt>{t.running}</dt><dd>{versions.current_version || texts.common.unknown}</dd>
        <dt>{t.newest}</dt><dd>{versions.latest_version ?? texts.common.unknown}</dd>
        <dt>{t.installation}</dt><dd>{versions.installation_type || texts.common.unknown}</dd>
        {versions.update_channel && <><dt>{t.channel}</dt><dd>{versions.update_channel}</dd></>}
        <dt>{t.checked}</dt><dd>{versions.last_checked ? <Time iso={versions.last_checked} /> : texts.common.never}</dd>
        {(state.last_error ?? state.last_result) && <><dt>{t.result}</dt><dd>{state.last_error ?? state.last_result} {state.completed_at && <span className="quiet"><Time iso={state.completed_at} /></span>}</dd></>}
      </dl>
      {versions.update_available && <Folded title={`${t.notes} ${versions.latest_version ?? ""}`} text={versions.changelog} opened />}
      {versions.current_version_changelog && <Folded title={`${t.notesRunning} ${versions.current_version}`} text={versions.current_version_changelog} />}
      {versions.changelog_url && <p><a href={safe(versions.changelog_url)} target="_blank" rel="noopener noreferrer">{t.page}</a></p>}
    </div>
  );
}

function Standing({ versions }: { versions: Versions }) {
  const [asking, setAsking] = useState(false);
  const update = useUpdate();
  if (versions.update_state.in_progress) return <p role="status">{t.going}</p>;
  if (!versions.update_available) {
    return <p>{versions.error ? <>{t.unknown} {versions.error}.</> : t.upToDate}</p>;
  }
  const newest = versions.latest_version ?? "";
  const begin = () => update.mutate(undefined, { onSuccess: () => say(t.started), onSettled: () => setAsking(false) });
  return (
    <>
      <p><strong>{t.available(newest)}</strong> {!versions.auto_update_supported && t.unsupported(versions.installation_type)}</p>
      <Group gap="sm">
        {versions.auto_update_supported && <Button onClick={() => setAsking(true)}>{t.update}</Button>}
        {versions.installation_type === "binary" && <Button variant="default" component="a" href={apiUrl("download-update")} rel="noopener">{t.download}</Button>}
      </Group>
      <Confirm opened={asking} title={t.confirm(newest)} confirm={t.update} busy={update.isPending} onConfirm={begin} onClose={() => setAsking(false)}>
        <p>{t.what}</p>
      </Confirm>
    </>
  );
}

function Folded({ title, text, opened = false }: { title: string; text: string; opened?: boolean }) {
  return (
    <details open={opened} className="system-notes">
      <summary>{title}</summary>
      <Notes text={text} label={title} />
    </details>
  );
}

/** A link that is a web page, nothing else. */
const safe = (url: string): string | undefined => (/^https?:\/\//.test(url) ? url : undefined);
