import { useQuery } from "@tanstack/react-query";
import { histogramQuery, type Range } from "@/api/activity";
import { Columns } from "@/components/charts/Columns";
import { longTime, shortTime } from "@/components/charts/times";
import { Asked } from "@/components/ui/Asked";
import { Card } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { texts } from "@/texts";
import { importsAndRemovals } from "./columns";

const words = texts.dashboard;

export function ActivityChart({ range }: { range: Range }) {
  const histogram = useQuery(histogramQuery(range));
  return (
    <Card title={words.chart} aside={words.ranges[range]}>
      <Asked query={histogram} skeleton={<Skeletons rows={1} height="220px" />}>
        {({ buckets, bucketSeconds }) => {
          const { series, columns } = importsAndRemovals(buckets);
          return (
            <Columns label={words.chartLabel} series={series} columns={columns} short={shortTime(range)} long={longTime} height={216}
              hrefOf={({ at }) => `#/activity?since=${at / 1000}&until=${at / 1000 + bucketSeconds}`} />
          );
        }}
      </Asked>
    </Card>
  );
}
