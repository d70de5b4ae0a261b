import type { UseQueryResult } from "@tanstack/react-query";
import type { Component } from "@/api/overview";
import { Asked } from "@/components/ui/Asked";
import { State } from "@/components/ui/Glyph";
import { Name } from "@/components/ui/Name";
import { Card } from "@/components/ui/Page";
import { Time } from "@/components/ui/Time";
import { latency, shown } from "@/lib/format";
import { healthMood } from "@/lib/states";
import { texts } from "@/texts";

const t = texts.system.health;

type Health = { components: Component[]; problems: string[] };

/** Each part with its state, the failing ones first, grouped by what they are. */
export function Health({ query }: { query: UseQueryResult<Health> }) {
  return (
    <Card title={t.title}>
      <Asked query={query}>
        {({ components, problems }) => (
          <div className="system-stack">
            {problems.length > 0 && (
              <div>
                <h3>{t.problems}</h3>
                <ul className="system-problems">{problems.map((each) => <li key={each}>{shown(each)}</li>)}</ul>
              </div>
            )}
            {components.length === 0 && <p className="quiet">{t.none}</p>}
            {grouped(components).map(([kind, parts]) => (
              <div key={kind}>
                <h3>{t.kinds[kind] ?? kind}</h3>
                <ul className="system-rows">{parts.map((each) => <Row key={each.name} part={each} />)}</ul>
              </div>
            ))}
          </div>
        )}
      </Asked>
    </Card>
  );
}

function Row({ part }: { part: Component }) {
  return (
    <li className="system-row">
      <span className="system-main">
        <Name text={nameOf(part)} />
        {part.why && <span className="system-why">{shown(part.why)}</span>}
      </span>
      <span className="system-side">
        {part.status === "ok" && part.latency !== null && <span className="quiet">{t.answers(latency(part.latency))}</span>}
        {part.since && <span className="quiet">{t.since} <Time iso={part.since} bare /></span>}
        <State mood={healthMood(part.status)} word={t.states[part.status] ?? part.state} />
      </span>
    </li>
  );
}

/** A loop is called here as on the page of processes. */
function nameOf({ kind, name }: Component): string {
  const [, section, loop] = (kind === "child" && /^(.*)\/([^/]+)$/.exec(name)) || [];
  return section && loop ? `${section}, ${texts.processes.kind[loop] ?? loop}` : name;
}

const rank = (part: Component): number => ["failing", "waiting"].indexOf(part.status) + 1 || 3;

function grouped(components: readonly Component[]): [string, Component[]][] {
  const groups = new Map<string, Component[]>();
  for (const each of components) groups.set(each.kind, [...(groups.get(each.kind) ?? []), each]);
  return [...groups].map(([kind, parts]) => [kind, parts.sort((a, b) => rank(a) - rank(b))]);
}
