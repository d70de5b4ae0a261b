import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { explainQuery, historyQuery, type Explanation, type Rule } from "@/api/explain";
import { ApiError } from "@/api/errors";
import { useRemovalOrder, type Which } from "@/api/removals";
import { keyOf } from "@/api/torrents";
import { Asked } from "@/components/ui/Asked";
import { Glyph } from "@/components/ui/Glyph";
import { Soon, Time } from "@/components/ui/Time";
import { shown } from "@/lib/format";
import type { Mood } from "@/lib/states";
import { texts } from "@/texts";
import { DutyCard } from "./DutyCard";
import { RuleCard, ruleName, Setting } from "./RuleCard";

const words = texts.why;

export function WhyTab({ which }: { which: Which }) {
  const explained = useQuery(explainQuery(which));
  if (explained.error instanceof ApiError && explained.error.status === 404) return <Gone hash={which.hash} />;
  return <Asked query={explained}>{(said) => <Why said={said} />}</Asked>;
}

function Why({ said }: { said: Explanation }) {
  const mood = moodOf(said);
  const decisive = said.rules.find((rule) => rule.verdict === "decisive");
  const coming = said.next && said.next.rule !== decisive?.rule ? said.rules.find((rule) => rule.rule === said.next?.rule) : undefined;
  const rest = said.rules.filter((rule) => rule !== decisive && rule !== coming);
  const by = (verdict: string) => rest.filter((rule) => rule.verdict === verdict);
  const stopping = said.rails.filter((rail) => rail.stops).length;
  return (
    <div className="why">
      <p className="why-sentence"><Glyph mood={mood} size={20} /> <Sentence of={said} /></p>
      {said.state === "last_known" && <p className="quiet">{words.lastKnown}: {shown(said.why_not)}</p>}
      {said.state === "unwatched" && <Watched said={said} />}
      <Next said={said} />
      <Open said={said} />
      {decisive && <RuleCard rule={decisive} mood={mood} caption={words.decides} isSaid={said.sentence.startsWith(decisive.text)} />}
      {coming && <RuleCard rule={coming} mood="wait" caption={words.comes} />}
      {said.duty && <DutyCard key={keyOf(said)} which={said} name={said.name} duty={said.duty} />}
      <Folded title={words.passed} rules={by("passed")} />
      <Folded title={words.notReached} rules={by("not_reached")} />
      <Folded title={words.notAsked} rules={rest.filter((rule) => rule.verdict !== "passed" && rule.verdict !== "not_reached")} />
      {said.rails.length > 0 && (
        <details className="why-fold" open={stopping > 0}>
          <summary>{words.rails(stopping)}</summary>
          <ul>
            {[...said.rails].sort((a, b) => Number(b.stops) - Number(a.stops)).map((rail) => (
              <li key={rail.rail}><p>{rail.stops && <Glyph mood="held" size={14} />} {shown(rail.text)}</p>
                {rail.would_change && <p className="quiet">{shown(rail.would_change)}</p>}
                {rail.stops && rail.setting && <Setting name={rail.setting} />}
              </li>
            ))}
          </ul>
        </details>
      )}
      {said.at && <p className="quiet why-foot">{words.asOf} <Time iso={said.at} />{said.look_again_at && said.state === "live" && <> · {words.lookAgain} <Time iso={said.look_again_at} /></>}</p>}
    </div>
  );
}

/** The verdict, and in quieter letters what follows from it. */
function Sentence({ of: { sentence, text } }: { of: Explanation }) {
  if (!text || !sentence.startsWith(text)) return <span>{shown(sentence)}</span>;
  const rest = sentence.slice(text.length).trim();
  return <span>{shown(text)} {rest && <span className="why-rest">{shown(rest)}</span>}</span>;
}

function Next({ said }: { said: Explanation }) {
  if (said.removal || said.quarantine || said.rules.length === 0) return null;
  if (!said.next) return <p><span className="quiet">{words.next}:</span> {words.nothingNext}</p>;
  return <p><span className="quiet">{words.next}:</span> {words.step[said.next.step] ?? said.next.step} <strong><Soon iso={said.next.at} /></strong></p>;
}

/** A removal that is open, or done and kept in quarantine, with what a person can say to it. */
function Open({ said }: { said: Explanation }) {
  const cancel = useRemovalOrder("removals/cancel");
  const release = useRemovalOrder("removals/release");
  const undo = useRemovalOrder("quarantine/undo");
  const which = { instance: said.instance, hash: said.hash };
  if (said.quarantine) {
    return (
      <section className="why-rule mood-held">
        <p>{words.quarantined} {said.quarantine.purgeAt ? <strong><Time iso={said.quarantine.purgeAt} /></strong> : texts.common.never}</p>
        <div className="why-buttons"><Button size="xs" variant="default" loading={undo.isPending} onClick={() => undo.mutate(which)}>{texts.common.undo}</Button></div>
      </section>
    );
  }
  if (!said.removal) return null;
  return (
    <section className="why-rule mood-wait">
      <p className="why-caption">{words.removalWaits}, {words.since} <Time iso={said.removal.since} bare /></p>
      {said.removal.waits_for && <p>{shown(said.removal.waits_for)}</p>}
      {said.removal.next_try && <p className="quiet">{words.tries} <Time iso={said.removal.next_try} /></p>}
      <div className="why-buttons">
        <Button size="xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(which)}>{words.keep}</Button>
        <Button size="xs" variant="default" loading={release.isPending} onClick={() => release.mutate(which)}>{words.release}</Button>
      </div>
    </section>
  );
}

function Watched({ said }: { said: Explanation }) {
  return <p className="quiet">{words.watched}: {said.watched.map((each) => `${shown(each.category)} (${shown(each.section)})`).join(", ") || texts.common.none}</p>;
}

function Folded({ title, rules }: { title: (count: number) => string; rules: Rule[] }) {
  if (rules.length === 0) return null;
  return (
    <details className="why-fold">
      <summary>{title(rules.length)}</summary>
      <ul>{rules.map((rule) => <li key={rule.rule}><p><strong>{ruleName(rule.name)}</strong></p><p className="quiet">{shown(rule.text)}</p></li>)}</ul>
    </details>
  );
}

function Gone({ hash }: { hash: string }) {
  const history = useQuery(historyQuery(hash));
  const last = history.data?.[0];
  return (
    <div className="why">
      <p className="why-sentence"><Glyph mood="idle" size={20} /> <span>{words.gone}</span></p>
      {last ? <p><span className="quiet">{words.lastWord}</span> {shown(last.text)} (<Time iso={last.at} />)</p> : history.isSuccess && <p className="quiet">{words.noWord}</p>}
    </div>
  );
}

function moodOf(said: Explanation): Mood {
  if (said.quarantine || said.rails.some((rail) => rail.stops && said.removal)) return "held";
  if (said.removal) return "bad";
  if (said.next?.step === "removal") return "wait";
  return said.state === "live" ? "good" : "idle";
}
