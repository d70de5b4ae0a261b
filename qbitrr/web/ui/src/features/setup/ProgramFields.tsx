import { Button, Checkbox, PasswordInput, TextInput } from "@mantine/core";
import { Glyph } from "@/components/ui/Glyph";
import { bytes, shown, together } from "@/lib/format";
import { texts } from "@/texts";
import type { Program } from "./answers";
import { useProbe, type Probe } from "./api";

const said = texts.setup;

interface ProgramFieldsProps {
  kind: "client" | "arr";
  program: Program;
  onChange: (program: Program) => void;
  onRemove?: () => void;
}

/** The address of a program and its login, tried out on the spot. */
export function ProgramFields({ kind, program, onChange, onRemove }: ProgramFieldsProps) {
  const probe = useProbe(kind);
  const put = (change: Partial<Program>) => {
    probe.reset();
    onChange({ ...program, ...change });
  };
  const isClient = kind === "client";
  return (
    <div className="setup-program">
      <TextInput className="setup-wide" label={said.address} placeholder={isClient ? "http://qbittorrent:8080" : "http://radarr:7878"} value={program.address} spellCheck={false} autoComplete="off" onChange={(event) => put({ address: event.currentTarget.value })} />
      {isClient ? (
        <>
          <TextInput label={said.userName} description={said.userNameHint} value={program.userName} autoComplete="off" onChange={(event) => put({ userName: event.currentTarget.value })} />
          <PasswordInput label={said.password} description={said.passwordHint} value={program.password} autoComplete="new-password" onChange={(event) => put({ password: event.currentTarget.value })} />
        </>
      ) : (
        <PasswordInput className="setup-wide" label={said.apiKey} description={said.apiKeyHint} value={program.apiKey} autoComplete="new-password" onChange={(event) => put({ apiKey: event.currentTarget.value })} />
      )}
      {/^https:/i.test(program.address.trim()) && <Checkbox className="setup-wide" label={said.skipTls} checked={program.skipTlsVerify} onChange={(event) => put({ skipTlsVerify: event.currentTarget.checked })} />}
      <div className="setup-actions setup-wide" aria-live="polite">
        <Button size="xs" variant="default" disabled={!program.address.trim()} loading={probe.isPending} onClick={() => probe.mutate(program)}>{said.test}</Button>
        {onRemove && <Button size="xs" variant="subtle" onClick={onRemove}>{said.remove}</Button>}
        {probe.data && <Found probe={probe.data} />}
        {probe.error && <span><Glyph mood="bad" size={14} /> {shown(probe.error.message)}</span>}
      </div>
    </div>
  );
}

function Found({ probe }: { probe: Probe }) {
  if (!probe.success) return <span><Glyph mood="bad" size={14} /> {shown(`${probe.message} ${probe.remedy}`)}</span>;
  const { arr, qbittorrent } = probe;
  const facts = arr
    ? [`${arr.appName} ${arr.version}`, ...arr.rootFolders]
    : [`qBittorrent ${qbittorrent?.version ?? ""}`, qbittorrent?.savePath ?? "", qbittorrent?.freeSpace != null ? `${together(bytes(qbittorrent.freeSpace))} ${said.free}` : ""];
  const notes = arr?.notes ?? qbittorrent?.notes ?? [];
  return (
    <span>
      <Glyph mood="good" size={14} /> {facts.filter(Boolean).map(shown).join(" · ")}
      {notes.map((each) => <span key={each} className="setup-note quiet">{shown(each)}</span>)}
    </span>
  );
}
