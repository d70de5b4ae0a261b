import { useQuery } from "@tanstack/react-query";
import type { Range } from "@/api/activity";
import { trendsQuery } from "@/api/overview";
import { Lines } from "@/components/charts/Lines";
import { longTime, shortTime } from "@/components/charts/times";
import { Asked } from "@/components/ui/Asked";
import { Card } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { bytes, instant, together } from "@/lib/format";
import { texts } from "@/texts";

const words = texts.dashboard.speeds;

const perSecond = (value: number): string => {
  const { figure, unit } = bytes(value);
  return together({ figure, unit: `${unit}/s` });
};

/** How fast all clients together load and send. */
export function SpeedChart({ range }: { range: Range }) {
  const trends = useQuery(trendsQuery(range));
  return (
    <Card title={words.title} aside={<a href="#/torrents">{texts.nav.torrents}</a>}>
      <Asked query={trends} skeleton={<Skeletons rows={1} height="180px" />}>
        {({ since, stepSeconds, down, up }) => (
          <Lines label={words.label} since={instant(since) ?? 0} step={stepSeconds * 1000} write={perSecond} short={shortTime(range)} long={longTime}
            lines={[{ key: "down", label: words.down, color: "var(--series-1)", values: down }, { key: "up", label: words.up, color: "var(--series-3)", values: up }]} />
        )}
      </Asked>
    </Card>
  );
}
