import { useQuery } from "@tanstack/react-query";
import { Failure } from "@/components/ui/Failure";
import { Glyph } from "@/components/ui/Glyph";
import { Skeletons } from "@/components/ui/Skeletons";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { planQuery, type Changed } from "./api/changing";
import type { Wish } from "./model/drafts";

const said = texts.config.review;

/** What is done when something is saved, in the words of the server. */
export function PlanWords({ plan }: { plan: Changed }) {
  return (
    <>
      <h3>{said.does}</h3>
      {plan.reload.effects.length === 0 && <p className="quiet">{said.doesNothing}</p>}
      <ul className="config-effects">{plan.reload.effects.map((each) => <li key={each.text}>{shown(each.text)}</li>)}</ul>
      {plan.warnings.length > 0 && <><h3>{said.warnings}</h3><ul className="config-effects">{plan.warnings.map((each) => <li key={each}><Glyph mood="wait" size={14} /> {shown(each)}</li>)}</ul></>}
    </>
  );
}

/** The same of a wish that is not saved yet, asked of the server. */
export function PlanOf({ wish, revision }: { wish: Wish; revision: string }) {
  const plan = useQuery(planQuery(wish, revision));
  if (plan.data) return <div className="config-review"><PlanWords plan={plan.data} /></div>;
  return plan.error ? <Failure error={plan.error} /> : <Skeletons rows={2} height="20px" />;
}
