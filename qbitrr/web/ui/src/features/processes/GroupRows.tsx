import type { Process } from "@/api/shapes";
import { Glyph, State } from "@/components/ui/Glyph";
import { Time } from "@/components/ui/Time";
import { logsHref } from "@/lib/address";
import { NONE, shown } from "@/lib/format";
import { texts } from "@/texts";
import type { Pass, Usage } from "./api";
import { Budget } from "./Budget";
import { Now } from "./Now";
import { Passes } from "./Passes";
import { RestartButton, RestartSection } from "./RestartButton";
import { hasFailed, stateOf, type Group } from "./rows";
import { Memory, Processor } from "./Taken";

const words = texts.processes;

interface GroupProps {
  group: Group;
  usageOf: (process: Process) => Usage | undefined;
  passesOf: (process: Process) => readonly Pass[];
}

/** A section: each of its children, and below one that crashed what it said last. */
export function GroupRows({ group, usageOf, passesOf }: GroupProps) {
  return (
    <tbody className="processes-group">
      {group.trouble && (
        <tr className="processes-trouble">
          <td colSpan={10} className="mood-bad"><Glyph mood="bad" /> <strong>{words.unreachable(shown(group.name))}</strong> {group.trouble === group.name ? "" : shown(group.trouble)}</td>
        </tr>
      )}
      {group.processes.map((process, index) => <Row key={process.kind} process={process} isFirst={index === 0} name={group.name} isOne={group.processes.length === 1} usage={usageOf(process)} passes={passesOf(process)} />)}
    </tbody>
  );
}

function Row({ process, isFirst, isOne, name, usage, passes }: { process: Process; isFirst: boolean; isOne: boolean; name: string; usage: Usage | undefined; passes: readonly Pass[] }) {
  const { word, mood } = stateOf(process);
  return (
    <>
      <tr className={hasFailed(process) ? "processes-row failed" : "processes-row"}>
        <th scope="row" className={isFirst ? undefined : "repeated"}><span className={isFirst ? undefined : "visually-hidden"}>{shown(name)}</span>{isFirst && !isOne && <RestartSection name={name} />}</th>
        <td className="processes-loop">{words.kind[process.kind] ?? shown(process.kind)}</td>
        <td><span aria-live="polite"><State mood={mood} word={words.state[word] ?? shown(word)} /></span></td>
        <td className="processes-now"><Now process={process} /><Passes passes={passes} /></td>
        <td className="number">{process.nextSearchAt ? <Time iso={process.nextSearchAt} /> : NONE}</td>
        <td className="number">{process.alive && process.startedAt ? <Time iso={process.startedAt} bare /> : NONE}</td>
        <td className="number"><Memory usage={usage} /></td>
        <td className="number"><Processor usage={usage} /></td>
        <td className="number processes-budget"><Budget process={process} /></td>
        <td className="processes-acts"><Links name={name} /><RestartButton process={process} /></td>
      </tr>
      {hasFailed(process) && (
        <tr className="processes-words"><td colSpan={10}><LastWords process={process} /></td></tr>
      )}
    </>
  );
}

export function Links({ name, log = name }: { name: string; log?: string }) {
  return (
    <>
      <a href={logsHref({ file: `${log}.log` })}>{words.log}</a>
      <a href={`#/config/${encodeURIComponent(name)}`}>{words.config}</a>
    </>
  );
}

export function LastWords({ process }: { process: Process }) {
  if (process.output.length === 0) return <p className="quiet">{words.noWords}</p>;
  return (
    <details open>
      <summary>{words.lastWords}</summary>
      <pre className="mono">{process.output.map(shown).join("\n")}</pre>
    </details>
  );
}
