import type { Check, Rule } from "@/api/explain";
import { Bar } from "@/components/ui/Bar";
import { spelled } from "@/components/ui/Reason";
import { shown } from "@/lib/format";
import { figure, settingAddress, way } from "@/lib/measure";
import type { Mood } from "@/lib/states";
import { texts } from "@/texts";
import { IconCheck, IconMinus } from "@tabler/icons-react";

const words = texts.why;

export const ruleName = (name: string): string => words.rule[name] ?? spelled(name);

interface RuleCardProps {
  rule: Rule;
  mood: Mood;
  caption: string;
  /** Its text stands above already. */
  isSaid?: boolean;
}

/** A rule in full: each question with what was measured against the limit. */
export function RuleCard({ rule, mood, caption, isSaid = false }: RuleCardProps) {
  return (
    <section className={`why-rule mood-${mood}`} aria-label={`${caption}: ${ruleName(rule.name)}`}>
      <p className="why-caption">{caption}</p>
      <h3>{ruleName(rule.name)}</h3>
      {!isSaid && <p>{shown(rule.text)}</p>}
      {rule.checks.length === 0 && <Figures of={rule} mood={mood} />}
      <ul className="why-checks">
        {rule.checks.map((check, index) => <CheckLine key={index} check={check} mood={isSettled(check, rule) ? "idle" : mood} />)}
      </ul>
    </section>
  );
}

/** What holds is only of interest where all that holds decides, and even then not once its limit is reached to the letter. */
const isSettled = (check: Check, rule: Rule): boolean => check.holds && (rule.verdict !== "decisive" || check.measured === check.configured);

function CheckLine({ check, mood }: { check: Check; mood: Mood }) {
  const Sign = check.holds ? IconCheck : IconMinus;
  return (
    <li>
      <Sign size={16} stroke={1.75} aria-label={check.holds ? texts.common.yes : texts.common.no} />
      <div>
        <p>{shown(check.text)}</p>
        <Figures of={check} mood={mood} />
      </div>
    </li>
  );
}

function Figures({ of, mood }: { of: Check | Rule; mood: Mood }) {
  const part = way(of.measured, of.configured);
  const said = words.of(figure(of.measured, of.unit), figure(of.configured, of.unit));
  return (
    <>
      {part !== null && (
        <div className="why-measure">
          <span className="number">{figure(of.measured, of.unit)}</span>
          <Bar part={part} mood={mood} label={said} />
          <span className="number quiet">{figure(of.configured, of.unit)}</span>
        </div>
      )}
      {of.setting && <Setting name={of.setting} />}
    </>
  );
}

export function Setting({ name }: { name: string }) {
  return <p className="why-setting"><span className="quiet">{words.setting}</span> <a href={settingAddress(name)}>{shown(name)}</a></p>;
}
