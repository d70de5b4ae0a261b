import { Card } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { number } from "@/lib/format";
import { texts } from "@/texts";
import { useBacklog } from "./seeing";

const words = texts.dashboard;

/** What is wanted and not there: one bar whose key repeats the counts. */
export function Backlog() {
  const backlog = useBacklog();
  return (
    <Card title={words.backlogTitle} aside={<a href="#/search">{words.queue}</a>}>
      {!backlog && <Skeletons rows={2} height="16px" />}
      {backlog?.total === 0 && <p className="quiet">{words.noBacklog}</p>}
      {backlog && backlog.total > 0 && (
        <>
          <div className="dash-segments" aria-hidden>
            {backlog.segments.map((each) => <span key={each.code} style={{ flexGrow: each.count, background: each.color }} />)}
          </div>
          <ul className="dash-key">
            {backlog.segments.map((each) => <li key={each.code}><i style={{ background: each.color }} aria-hidden /><b>{number(each.count)}</b> {each.label}</li>)}
          </ul>
        </>
      )}
    </Card>
  );
}
