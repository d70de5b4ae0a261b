import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { categoriesQuery } from "@/api/categories";
import { useLive } from "@/api/live/store";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { State } from "@/components/ui/Glyph";
import { Card, Page } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { usePasses, useProcesses, useUsage } from "./api";
import { GroupCard } from "./Cards";
import { ClientRow, clientMood, Held } from "./Clients";
import { GroupRows } from "./GroupRows";
import { Questions } from "./Questions";
import { grouped } from "./rows";
import { WholeButtons } from "./WholeButtons";
import "./processes.css";

const words = texts.processes;

export function ProcessesPage() {
  const { processes, error, retry } = useProcesses();
  const usageOf = useUsage();
  const passesOf = usePasses();
  const status = useLive("status");
  const categories = useQuery(categoriesQuery).data?.categories ?? [];
  const isPhone = useMediaQuery("(max-width: 1199px)", undefined, { getInitialValueInEffect: false });
  const groups = grouped(processes ?? [], status);
  const clients = Object.entries(status?.qbitInstances ?? {});
  const running = (processes ?? []).filter((each) => each.state === "running").length;
  const isEmpty = processes !== undefined && status !== undefined && groups.length === 0 && clients.length === 0;
  return (
    <Page name={words.title} sentence={processes === undefined || isEmpty ? words.title : words.sentence(running, processes.length)}
      actions={!isEmpty && <WholeButtons isRebuilding={(processes ?? []).some((each) => each.rebuilding)} />}>
      {error !== null && <Failure error={error} retry={retry} />}
      {processes === undefined && error === null && <Card flush><div className="processes-wait"><Skeletons rows={8} /></div></Card>}
      {isEmpty && <Empty title={words.empty} action={<Button component="a" href="#/setup" variant="default">{words.add}</Button>}>{words.emptyWhy}</Empty>}
      {processes !== undefined && !isEmpty && <Questions processes={processes}>{isPhone ? (
        <>
          {groups.map((group) => <GroupCard key={group.name} group={group} usageOf={usageOf} passesOf={passesOf} />)}
          {clients.map(([name, client]) => (
            <section key={name} className="processes-card" aria-label={shown(client.section)}>
              <header><h2>{shown(client.section)}</h2><State mood={clientMood(client)} word={words.connection[client.state] ?? shown(client.state)} /></header>
              <p className="quiet">{client.alive ? <Held name={name} categories={categories} /> : shown(client.why)}</p>
            </section>
          ))}
        </>
      ) : (
        <Card flush>
          <div className="processes-box"><table className="processes-table">
            <caption className="visually-hidden">{words.table}</caption>
            <thead>
              <tr>
                {(["instance", "loop", "state", "now"] as const).map((name) => <th key={name} scope="col">{words.column[name]}</th>)}
                {(["next", "since", "memory", "processor", "restarts"] as const).map((name) => <th key={name} scope="col" className="number">{words.column[name]}</th>)}
                <th scope="col"><span className="visually-hidden">{texts.common.actions}</span></th>
              </tr>
            </thead>
            {groups.map((group) => <GroupRows key={group.name} group={group} usageOf={usageOf} passesOf={passesOf} />)}
            {clients.length > 0 && <tbody className="processes-group">{clients.map(([name, client]) => <ClientRow key={name} name={name} client={client} categories={categories} />)}</tbody>}
          </table></div>
        </Card>
      )}</Questions>}
    </Page>
  );
}
