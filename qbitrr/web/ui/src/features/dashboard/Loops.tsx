import { useLive } from "@/api/live/store";
import type { Process } from "@/api/shapes";
import { Glyph } from "@/components/ui/Glyph";
import { Card } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { Time } from "@/components/ui/Time";
import { shown } from "@/lib/format";
import { processMood } from "@/lib/states";
import { texts } from "@/texts";

const words = texts.dashboard.loops;

/** What each loop does now: a line for each. */
export function Loops() {
  const live = useLive("processes");
  const loops = live && Object.values(live.processes);
  const running = loops?.filter((each) => each.alive).length ?? 0;
  return (
    <Card title={words.title} flush aside={<a href="#/processes">{loops ? words.run(running, loops.length) : ""}</a>}>
      {!loops && <div className="dash-loops"><Skeletons rows={4} height="20px" /></div>}
      {loops && <ul className="dash-loops">{loops.map((loop) => <Loop key={`${loop.name}/${loop.kind}/${loop.category}`} loop={loop} />)}</ul>}
    </Card>
  );
}

function Loop({ loop }: { loop: Process }) {
  return (
    <li>
      <Glyph mood={loop.alive && loop.alarm ? "wait" : processMood(loop.state, loop.alive)} />
      <a href="#/processes" className="dash-loop-name">{loop.name} <span className="quiet">{words.kinds[loop.kind] ?? loop.kind}</span></a>
      <span className="dash-loop-now" title={now(loop)}>{now(loop)}</span>
      <span className="dash-loop-when quiet">{loop.reportedAt ? <Time iso={loop.reportedAt} /> : texts.common.none}</span>
    </li>
  );
}

function now(loop: Process): string {
  if (!loop.alive) return loop.why ? shown(loop.why) : shown(loop.state);
  if (loop.alarm) return shown(loop.alarm);
  return shown(loop.searchSummary || loop.summary || words.nothing);
}
