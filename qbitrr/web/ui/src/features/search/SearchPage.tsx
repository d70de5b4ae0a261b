import { Button } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useLive } from "@/api/live/store";
import { Empty } from "@/components/ui/Empty";
import { Page } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { texts } from "@/texts";
import { queueQuery } from "./api";
import { History } from "./History";
import { Instance } from "./Instance";
import "./search.css";

const t = texts.search;

export function SearchPage() {
  const status = useLive("status");
  const instances = status?.arrs.map((each) => each.name) ?? [];
  const queues = useQueries({ queries: instances.map((each) => queueQuery(each)) }).flatMap((each) => each.data ?? []);
  const sum = (figure: (queue: (typeof queues)[number]) => number) => queues.reduce((total, each) => total + figure(each), 0);
  const sentence = queues.length === 0 ? t.title : t.sentence(sum((each) => each.upcoming.length), sum((each) => each.pace.spentLastHour), sum((each) => (each.pausedUntil ? 1 : 0)));
  return (
    <Page name={t.title} sentence={sentence}>
      {status === undefined && <Skeletons rows={4} height="120px" />}
      {status && instances.length === 0 && <Empty title={t.noArr} action={<Button variant="default" component="a" href="#/config">{t.toConfig}</Button>}>{t.noArrText}</Empty>}
      <div className="search">
        <div className="search-instances">{instances.map((each) => <Instance key={each} name={each} />)}</div>
        {instances.length > 0 && <History instances={instances} />}
      </div>
    </Page>
  );
}
