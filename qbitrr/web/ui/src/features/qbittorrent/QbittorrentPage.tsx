import { Button, NativeSelect } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { categoriesQuery } from "@/api/categories";
import { facetsQuery } from "@/api/facets";
import { STANDS_STILL, useLive } from "@/api/live/store";
import { useRefreshes } from "@/api/preferences";
import { Asked } from "@/components/ui/Asked";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Find } from "@/components/ui/Find";
import { Card, Page } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { useAddress } from "@/lib/address";
import { bytes, together } from "@/lib/format";
import { texts } from "@/texts";
import { CategoryCards, CategoryTable } from "./Categories";
import { Clients } from "./Clients";
import { found, inClient, openOf, toggled } from "./unfolding";
import "./qbittorrent.css";

const words = texts.qbittorrent;

export function QbittorrentPage() {
  const [search, setSearch] = useAddress();
  const status = useLive("status");
  const refreshes = useRefreshes();
  const asked = useQuery(refreshes ? categoriesQuery : { ...categoriesQuery, ...STANDS_STILL });
  const isPhone = useMediaQuery("(max-width: 719px)", undefined, { getInitialValueInEffect: false });
  const clients = status?.qbitInstances ?? {};
  const all = Object.values(clients);
  const categories = asked.data?.categories ?? [];
  const sum = (what: "torrentCount" | "seedingCount" | "totalSize") => categories.reduce((total, each) => total + each[what], 0);
  const Shown = isPhone ? CategoryCards : CategoryTable;
  const filter = search["q"] ?? "";
  const [client = ""] = Object.entries(clients).find(([, { section }]) => section === search["instance"]) ?? [];
  const inside = useQuery({ ...facetsQuery({ q: filter.trim(), instance: clients[client]?.section ?? "" }), enabled: filter.trim() !== "" });
  if (status && all.length === 0) {
    return (
      <Page name={words.title} sentence={words.title}>
        <Empty title={words.empty} action={<Button component="a" href="#/setup" variant="default">{texts.processes.add}</Button>}>{words.emptyWhy}</Empty>
      </Page>
    );
  }
  const shown = found(inClient(categories, client), filter, inside.data?.category ?? {});
  const open = openOf(search);
  return (
    <Page name={words.title} sentence={status && asked.data ? words.sentence(all.filter((each) => each.alive).length, all.length, sum("torrentCount"), sum("seedingCount")) : words.title}>
      {status ? <Clients clients={clients} /> : <Card title={words.clients}><Skeletons rows={1} /></Card>}
      <Card title={words.categories} flush aside={categories.length > 0 && (
        <>
          {all.length > 1 && <NativeSelect size="xs" aria-label={words.clients} value={client} onChange={(event) => setSearch({ instance: clients[event.currentTarget.value]?.section })}
            data={[{ value: "", label: words.everyClient }, ...Object.entries(clients).map(([value, { section }]) => ({ value, label: section }))]} />}
          <Find className="qbit-find" label={words.filter} start={filter} onFind={(q) => setSearch({ q }, { replace: true })} />
        </>
      )}>
        <Asked query={asked} skeleton={<div className="qbit-wait"><Skeletons rows={4} /></div>}>
          {({ ready }) => (
            <>
              {!ready && <p className="quiet qbit-wait">{words.starting}</p>}
              {categories.length > 0 && <p className="quiet qbit-summary">{words.summary(categories.length, categories.filter((each) => each.arrName).length, together(bytes(sum("totalSize"))))}</p>}
              {inside.isError && <Failure error={inside.error} retry={() => void inside.refetch()} />}
              {shown.length > 0 ? <Shown all={shown} clients={clients} client={client} open={open} onFold={(name) => setSearch({ open: toggled(open, name) }, { replace: true })} />
                : inside.isLoading ? <Skeletons rows={4} />
                : filter || client ? <Empty title={texts.common.noneFiltered} action={<Button variant="default" size="xs" onClick={() => setSearch({ q: null, instance: null })}>{texts.common.clearFilters}</Button>} />
                  : <Empty title={words.noCategories}>{words.noCategoriesWhy}</Empty>}
            </>
          )}
        </Asked>
      </Card>
    </Page>
  );
}
