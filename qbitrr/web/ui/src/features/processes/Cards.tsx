import type { Process } from "@/api/shapes";
import { Glyph, State } from "@/components/ui/Glyph";
import { Time } from "@/components/ui/Time";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import type { Pass, Usage } from "./api";
import { Budget } from "./Budget";
import { LastWords, Links } from "./GroupRows";
import { Now } from "./Now";
import { Passes } from "./Passes";
import { RestartButton, RestartSection } from "./RestartButton";
import { hasFailed, stateOf, type Group } from "./rows";
import { Memory, Processor } from "./Taken";

const words = texts.processes;

/** The same for phones. */
export function GroupCard({ group, usageOf, passesOf }: { group: Group; usageOf: (process: Process) => Usage | undefined; passesOf: (process: Process) => readonly Pass[] }) {
  return (
    <section className="processes-card" aria-label={shown(group.name)}>
      <header><h2>{shown(group.name)}</h2><span className="processes-acts">{group.processes.length > 1 && <RestartSection name={group.name} />}<Links name={group.name} /></span></header>
      {group.trouble && <p className="mood-bad processes-said"><Glyph mood="bad" /> {words.unreachable(shown(group.name))}{group.trouble === group.name ? "" : `: ${shown(group.trouble)}`}</p>}
      {group.processes.map((process) => {
        const { word, mood } = stateOf(process);
        return (
          <div key={process.kind} className="processes-line">
            <div>
              <p><strong>{words.kind[process.kind] ?? shown(process.kind)}</strong> <State mood={mood} word={words.state[word] ?? shown(word)} /></p>
              <p className="quiet"><Now process={process} />{process.nextSearchAt && <> · {texts.common.next.toLowerCase()} <Time iso={process.nextSearchAt} /></>}</p>
              <Passes passes={passesOf(process)} />
              <p className="processes-figures quiet">
                <span>{words.column.memory} <Memory usage={usageOf(process)} /></span>
                <span>{words.column.processor} <Processor usage={usageOf(process)} /></span>
                <span>{words.column.restarts} <Budget process={process} /></span>
              </p>
            </div>
            <RestartButton process={process} />
            {hasFailed(process) && <LastWords process={process} />}
          </div>
        );
      })}
    </section>
  );
}
