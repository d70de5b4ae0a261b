import { Button, TextInput } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { categoriesQuery } from "@/api/categories";
import { STANDS_STILL, useLive } from "@/api/live/store";
import { useRefreshes } from "@/api/preferences";
import { Asked } from "@/components/ui/Asked";
import { Empty } from "@/components/ui/Empty";
import { Card, Page } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { useAddress } from "@/lib/address";
import { bytes, together } from "@/lib/format";
import { texts } from "@/texts";
import { CategoryCards, CategoryTable } from "./Categories";
import { Clients } from "./Clients";
import { matching } from "./policy";
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
  if (status && all.length === 0) {
    return (
      <Page name={words.title} sentence={words.title}>
        <Empty title={words.empty} action={<Button component="a" href="#/setup" variant="default">{texts.processes.add}</Button>}>{words.emptyWhy}</Empty>
      </Page>
    );
  }
  const filter = search["q"] ?? "";
  const found = matching(categories, filter);
  return (
    <Page name={words.title} sentence={status && asked.data ? words.sentence(all.filter((each) => each.alive).length, all.length, sum("torrentCount"), sum("seedingCount")) : words.title}>
      {status ? <Clients clients={clients} /> : <Card title={words.clients}><Skeletons rows={1} /></Card>}
      <Card title={words.categories} flush aside={categories.length > 5 && (
        <TextInput data-page-filter size="xs" type="search" value={filter} placeholder={words.filter} aria-label={words.filter} leftSection={<IconSearch size={14} stroke={1.75} aria-hidden />}
          onChange={(event) => setSearch({ q: event.currentTarget.value }, { replace: true })} />
      )}>
        <Asked query={asked} skeleton={<div className="qbit-wait"><Skeletons rows={4} /></div>}>
          {({ ready }) => (
            <>
              {!ready && <p className="quiet qbit-wait">{words.starting}</p>}
              {categories.length > 0 && <p className="quiet qbit-summary">{words.summary(categories.length, categories.filter((each) => each.arrName).length, together(bytes(sum("totalSize"))))}</p>}
              {found.length > 0 ? <Shown categories={found} clients={clients} />
                : filter ? <Empty title={texts.common.noneFiltered} action={<Button variant="default" size="xs" onClick={() => setSearch({ q: null })}>{texts.common.clearFilters}</Button>} />
                  : <Empty title={words.noCategories}>{words.noCategoriesWhy}</Empty>}
            </>
          )}
        </Asked>
      </Card>
    </Page>
  );
}
