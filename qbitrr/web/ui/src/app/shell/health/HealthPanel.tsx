import { useStream } from "@/api/live/store";
import { Glyph, State } from "@/components/ui/Glyph";
import { Name } from "@/components/ui/Name";
import { Time } from "@/components/ui/Time";
import { shown, timeOfDay } from "@/lib/format";
import { texts } from "@/texts";
import type { Kind, Part } from "./parts";

const t = texts.health;

interface Props {
  parts: readonly Part[];
  words: string;
  onLeave: () => void;
}

/** Every part by its kind: what is amiss in full, what is in order in one line each. Each leads to where it can be changed. */
export default function HealthPanel({ parts, words, onLeave }: Props) {
  const { isConnected, heardAt } = useStream();
  const kinds = [...new Set(parts.map((each) => each.kind))];
  return (
    <>
      <p className="shell-panel-sentence" data-autofocus tabIndex={-1}>{t.sentence(words)}</p>
      {!isConnected && heardAt > 0 && <p className="quiet">{t.asOf(timeOfDay(heardAt))}</p>}
      {kinds.map((kind) => <Group key={kind} kind={kind} parts={parts.filter((each) => each.kind === kind)} onLeave={onLeave} />)}
      <p className="shell-panel-foot"><a href="#/system" onClick={onLeave}>{t.all}</a></p>
    </>
  );
}

function Group({ kind, parts, onLeave }: { kind: Kind; parts: readonly Part[]; onLeave: () => void }) {
  return (
    <section>
      <h3>{t.kinds[kind]}</h3>
      <ul>{parts.map((each) => <Row key={each.key} part={each} onLeave={onLeave} />)}</ul>
    </section>
  );
}

function Row({ part, onLeave }: { part: Part; onLeave: () => void }) {
  return (
    <li>
      <a className="health-part" href={part.href} onClick={onLeave}>
        <span className="health-name"><Name text={part.name} most={40} /></span>
        {part.mood === "good" ? <span className="quiet health-well"><Glyph mood="good" size={14} />{part.word}</span> : <State mood={part.mood} word={part.word} />}
        {(part.why || (part.mood !== "good" && part.since)) && (
          <span className="health-why">{shown(part.why)}{part.mood !== "good" && part.since && <> · {t.since} <Time iso={part.since} bare /></>}</span>
        )}
      </a>
    </li>
  );
}
