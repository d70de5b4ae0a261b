import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Asked } from "@/components/ui/Asked";
import { Confirm } from "@/components/ui/Confirm";
import { Empty } from "@/components/ui/Empty";
import { State } from "@/components/ui/Glyph";
import { Card } from "@/components/ui/Page";
import { Time } from "@/components/ui/Time";
import { say } from "@/components/ui/toasts";
import { shown } from "@/lib/format";
import type { Mood } from "@/lib/states";
import { texts } from "@/texts";
import { doctorQuery, useExamine, useFix, type Finding, type Report } from "./api/doctor";

const t = texts.system.doctor;
const MOODS: Record<string, Mood> = { ok: "good", hint: "idle", warning: "wait", error: "bad", unknown: "idle" };
const ORDER = ["error", "warning", "hint", "unknown"];

export function Doctor() {
  const query = useQuery(doctorQuery);
  const examine = useExamine();
  const button = <Button variant="default" size="xs" loading={examine.isPending} onClick={() => examine.mutate()}>{t.run}</Button>;
  return (
    <Card title={t.title} aside={button}>
      <div aria-live="polite">{examine.isPending && <p className="quiet">{t.running}</p>}</div>
      <Asked query={query}>
        {(report) => (report === null ? <Empty title={t.never}>{t.neverText}</Empty> : <Findings report={report} />)}
      </Asked>
    </Card>
  );
}

function Findings({ report }: { report: Report }) {
  const [chosen, setChosen] = useState<Finding | null>(null);
  const fix = useFix();
  const bad = report.findings.filter((each) => each.grade !== "ok").sort((a, b) => ORDER.indexOf(a.grade) - ORDER.indexOf(b.grade));
  const good = report.findings.filter((each) => each.grade === "ok");
  const all = report.findings.length;
  const confirm = () => {
    if (!chosen?.fix) return;
    fix.mutate(chosen.fix.id, { onSuccess: (result) => say(result.done ? t.fixed : t.notFixed(result.why), !result.done), onSettled: () => setChosen(null) });
  };
  return (
    <div className="system-stack">
      <p>{bad.length === 0 ? t.fine(all) : t.found(bad.length, all)} <span className="quiet">{t.at} <Time iso={report.at} /></span></p>
      <ul className="system-rows">{bad.map((each, index) => <Row key={index} finding={each} onFix={() => setChosen(each)} />)}</ul>
      {good.length > 0 && (
        <details className="system-notes">
          <summary>{t.good(good.length)}</summary>
          <ul className="system-rows">{good.map((each, index) => <Row key={index} finding={each} />)}</ul>
        </details>
      )}
      <Confirm opened={chosen !== null} title={t.fixTitle} confirm={t.fix} busy={fix.isPending} onConfirm={confirm} onClose={() => setChosen(null)}>
        <p>{shown(chosen?.fix?.text ?? "")}</p>
      </Confirm>
    </div>
  );
}

function Row({ finding, onFix }: { finding: Finding; onFix?: () => void }) {
  return (
    <li className="system-row">
      <span className="system-main">
        <span><strong>{shown(finding.where)}</strong> {shown(finding.sentence)}</span>
        {finding.remedy && <span className="system-why">{shown(finding.remedy)}</span>}
      </span>
      <span className="system-side">
        <State mood={MOODS[finding.grade] ?? "idle"} word={t.grades[finding.grade] ?? finding.grade} />
        {finding.fix && onFix && <Button variant="default" size="xs" onClick={onFix}>{t.fix}</Button>}
      </span>
    </li>
  );
}
