import { useQuery } from "@tanstack/react-query";
import { histogramQuery, type EntryFilters, type Range } from "@/api/activity";
import { Columns } from "@/components/charts/Columns";
import { longTime, shortTime } from "@/components/charts/times";
import { Asked } from "@/components/ui/Asked";
import { Card } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { writeSearch } from "@/lib/address";
import { texts } from "@/texts";
import { entriesByResult, SERIES } from "./columns";

/** When what the filters let through was done. A column leads to its entries. */
export function Histogram({ range, filters }: { range: Range; filters: EntryFilters }) {
  const query = useQuery(histogramQuery(range, filters));
  return (
    <Card>
      <Asked query={query} skeleton={<Skeletons rows={1} height="130px" />}>
        {({ buckets, bucketSeconds }) => (
          <Columns label={texts.activity.histogram} series={SERIES} columns={entriesByResult(buckets)} short={shortTime(range)} long={longTime} height={84}
            hrefOf={({ at }) => `#/activity${writeSearch({ ...filters, range, since: at / 1000, until: at / 1000 + bucketSeconds })}`} />
        )}
      </Asked>
    </Card>
  );
}
