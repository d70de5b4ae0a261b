import type { Process } from "@/api/shapes";
import { Time } from "@/components/ui/Time";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { hasFailed, tidied } from "./rows";

const words = texts.processes;

/** What a child is doing, in one line. */
export function Now({ process }: { process: Process }) {
  if (hasFailed(process)) {
    return <>{[process.exitCode === null ? "" : words.exit(process.exitCode), shown(process.why)].filter(Boolean).join(", ")}</>;
  }
  if (process.catalogProgress) return <>{words.reading(process.catalogProgress.done, process.catalogProgress.total)}</>;
  if (process.reportedAt === undefined) return <span className="quiet">{process.why ? shown(process.why) : words.silent}</span>;
  if (process.kind === "search") return <Search process={process} />;
  const said = [
    process.kind === "category" && process.categoryCount !== undefined ? words.categories(process.categoryCount) : "",
    process.kind === "torrent" ? words.watched(process.categoryCount ?? 0, process.queueCount ?? 0) : "",
  ].filter(Boolean);
  return (
    <>
      {said.join(" · ")}
      {(process.attention ?? 0) > 0 && <span className="mood-wait processes-said"> · {words.attention(process.attention ?? 0)}</span>}
      {(process.freeSpacePaused ?? 0) > 0 && <span className="mood-wait processes-said"> · {words.paused(process.freeSpacePaused ?? 0)}</span>}
      {process.alarm && <span className="mood-bad processes-said"> · {shown(process.alarm)}</span>}
    </>
  );
}

function Search({ process }: { process: Process }) {
  const summary = process.searchSummary ? tidied(shown(process.searchSummary)) : "";
  const waiting = process.waiting ?? 0;
  return (
    <>
      {(process.activeCommands ?? 0) > 0 ? words.searching(summary) : summary || words.noSearch}
      {waiting > 0 && <> · {words.waiting(waiting)}</>}
      {process.searchTimestamp && <span className="quiet"> · {words.lastSearch} <Time iso={process.searchTimestamp} /></span>}
    </>
  );
}
