import { useQuery } from "@tanstack/react-query";
import { Failure } from "@/components/ui/Failure";
import { Glyph } from "@/components/ui/Glyph";
import { Name } from "@/components/ui/Name";
import { Skeletons } from "@/components/ui/Skeletons";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { outlookQuery, type FutureStep, type Outlook } from "./api/outlook";
import type { Wish } from "./model/drafts";
import { tallied, unsaid } from "./model/outlooks";

const said = texts.config.outlook;
const SHOWN = 50;

/** What the loops would do to torrents at once with a wish that is not saved, counted and the first of it by name. */
export function WouldHappen({ wish }: { wish: Wish }) {
  const query = useQuery(outlookQuery(wish, SHOWN));
  return (
    <section className="config-outlook" aria-live="polite" aria-busy={query.isPending}>
      <h3>{said.title}</h3>
      {query.data ? <Told outlook={query.data} /> : query.error ? <Failure error={query.error} retry={() => void query.refetch()} /> : <Skeletons rows={2} height="20px" />}
    </section>
  );
}

function Told({ outlook }: { outlook: Outlook }) {
  const counts = tallied(outlook);
  const removals = counts.filter((each) => each.step === "removal").reduce((all, each) => all + each.count, 0);
  return (
    <>
      {counts.length === 0 && <p className="quiet">{said.nothing}</p>}
      <ul className="config-effects">
        {counts.map((each) => <li key={`${each.step} ${each.data}`}>{said.counted(said.does(each.step, each.data), each.count, each.fresh)}</li>)}
        {outlook.moves.map((each) => <li key={`${each.instance} ${each.category}`}>{said.moves(each.torrents, shown(each.category), shown(each.instance), shown(each.after))}</li>)}
      </ul>
      <Remarks outlook={outlook} removals={removals} />
      {outlook.steps.length > 0 && (
        <ul className="config-future">{outlook.steps.map((each) => <Step key={`${each.step} ${each.instance} ${each.hash}`} step={each} />)}</ul>
      )}
      {outlook.steps.length >= SHOWN && <p className="quiet">{said.first(SHOWN)}</p>}
    </>
  );
}

function Step({ step }: { step: FutureStep }) {
  return (
    <li>
      <span><a href={`#/torrents?torrent=${encodeURIComponent(`${step.instance}/${step.hash}`)}`}><Name text={step.name} most={70} /></a> <span className="quiet">{shown(step.section)}</span></span>
      <span className="quiet">{said.does(step.step, step.data)}: {shown(step.text)}{step.isNew ? "" : ` ${said.already}`}</span>
      {step.heldBy && <span className="config-remark"><Glyph mood="held" size={14} /> {said.held} {shown(step.heldText)}</span>}
    </li>
  );
}

/** What keeps it from being the whole truth, and what keeps it from happening at once. */
function Remarks({ outlook, removals }: { outlook: Outlook; removals: number }) {
  const { unread, away, failed } = unsaid(outlook);
  const remarks = [
    outlook.dryRun ? said.dryRun : "",
    removals > outlook.removalsPerHour && outlook.removalsPerHour > 0 ? said.pace(outlook.removalsPerHour) : "",
    unread > 0 ? said.unread(unread) : "",
    away > 0 ? said.away(away) : "",
    failed > 0 ? said.failed(failed) : "",
    ...outlook.sections.filter((each) => each.whyNot).map((each) => `${each.section}: ${each.whyNot}`),
  ].filter(Boolean);
  return <>{remarks.map((each) => <p key={each} className="config-remark"><Glyph mood="wait" size={14} /> {shown(each)}</p>)}</>;
}
