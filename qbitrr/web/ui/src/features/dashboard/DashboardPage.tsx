import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { histogramQuery, RANGES, type Range } from "@/api/activity";
import { useLive, useStream } from "@/api/live/store";
import { Empty } from "@/components/ui/Empty";
import { Page } from "@/components/ui/Page";
import { useAddress } from "@/lib/address";
import { timeOfDay } from "@/lib/format";
import { texts } from "@/texts";
import { ActivityChart } from "./ActivityChart";
import { Backlog } from "./Backlog";
import { isYoung } from "./columns";
import { Decisions } from "./Decisions";
import { Figures } from "./Figures";
import { Loops } from "./Loops";
import { headline } from "./needs";
import { Needs } from "./Needs";
import { useCounts, useNeeds } from "./seeing";
import { Space } from "./Space";
import { SpeedChart } from "./SpeedChart";
import "./dashboard.css";

const words = texts.dashboard;

export function DashboardPage() {
  const needs = useNeeds();
  const counts = useCounts();
  const status = useLive("status");
  const { isConnected, heardAt } = useStream();
  const [range, setRange] = useRange();
  const isEmpty = status !== undefined && status.arrs.length === 0 && Object.keys(status.qbitInstances).length === 0;
  const sentence = needs ? headline(needs, counts, status?.ready ?? true) : words.looking;
  return (
    <Page name={words.title} sentence={<span aria-live="polite">{isEmpty ? words.empty.title : sentence}{!isConnected && heardAt > 0 && <span className="quiet dash-age"> {words.asOf(timeOfDay(heardAt))}</span>}</span>}
      actions={!isEmpty && <SegmentedControl size="xs" aria-label={words.range} value={range} onChange={(value) => setRange(value as Range)} data={RANGES.map((each) => ({ value: each, label: words.short[each] }))} />}>
      {isEmpty
        ? <Empty title={words.empty.what} action={<a href="#/setup">{words.empty.start}</a>}>{words.empty.why}</Empty>
        : (
          <>
            <Needs needs={needs ?? []} />
            <Figures />
            <div className="dash-grid">
              <div className="dash-left">
                <ActivityChart range={range} />
                <div className="dash-pair"><SpeedChart range={range} /><Space range={range} /></div>
                <Backlog />
                <Loops />
              </div>
              <Decisions />
            </div>
          </>
        )}
    </Page>
  );
}

/** The range in the address; without one a day, or an hour or five minutes while there is not more to show. */
function useRange(): [Range, (range: Range) => void] {
  const [search, change] = useAddress();
  const chosen = RANGES.find((each) => each === search["range"]);
  const day = useQuery({ ...histogramQuery("24h"), enabled: chosen === undefined });
  const isOfToday = chosen === undefined && day.data !== undefined && isYoung(day.data.buckets);
  const hour = useQuery({ ...histogramQuery("1h"), enabled: isOfToday });
  const range = chosen ?? (!isOfToday ? "24h" : hour.data && isYoung(hour.data.buckets) ? "5m" : "1h");
  return [range, (next) => change({ range: next }, { replace: true })];
}
