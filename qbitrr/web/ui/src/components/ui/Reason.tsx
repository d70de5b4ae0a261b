import { Fragment } from "react";
import type { Reason } from "@/api/shapes";
import { shown } from "@/lib/format";
import "./reason.css";

/** Why something was done: the sentence, and below it what was measured and what was configured. */
export function ReasonFacts({ reason }: { reason: Reason }) {
  return (
    <div className="reason">
      <p className="reason-text">{shown(reason.text)}</p>
      <dl>
        {[...Object.entries(reason.measured), ...Object.entries(reason.configured)].map(([name, value]) => (
          <Fragment key={name}>
            <dt>{spelled(name)}</dt>
            <dd>{value === null ? "–" : shown(String(value))}</dd>
          </Fragment>
        ))}
      </dl>
    </div>
  );
}

/** `stalled_minutes` and `StalledDelay` as words. */
export const spelled = (name: string): string =>
  name.replaceAll("_", " ").replace(/([a-z])([A-Z])/g, "$1 $2").replace(/^./, (letter) => letter.toUpperCase());
