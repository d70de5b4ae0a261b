import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Asked } from "@/components/ui/Asked";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Skeletons } from "@/components/ui/Skeletons";
import { texts } from "@/texts";
import { detailQuery, filmQuery } from "../api/details";
import { standingsQuery, type Standing } from "../api/searching";
import type { Kind } from "../kinds";
import type { Group, Item } from "../model";
import { Poster } from "../Poster";
import { StateLine } from "../StateLine";
import { stateOf } from "../states";
import { Actions } from "./Actions";
import { Facts } from "./Facts";
import { Groups } from "./Groups";
import { History } from "./History";
import type { ItemDrawerProps } from "./ItemDrawer";
import { WhyNot } from "./WhyNot";

type ContentProps = ItemDrawerProps & { head: (title: string) => ReactNode };

/** A film: what the search says of it also tells its name, when it was not opened from a list. */
export function FilmContent({ source, id, known, head }: ContentProps) {
  const standings = useQuery(standingsQuery(source.instance, [id], 50));
  const standing = standings.data?.items.find((each) => each.id === id);
  const found = useQuery(filmQuery(source, id, known ? "" : (standing?.title ?? "")));
  const film = known ?? found.data;
  if (!film) {
    const isGone = found.data === null || (standings.data !== undefined && !standing);
    const failed = [standings, found].find((each) => each.isError);
    return (
      <>
        {head(standing?.title ?? texts.catalog.item)}
        <div className="catalog-drawer-body">
          {failed ? <Failure error={failed.error} retry={() => void failed.refetch()} /> : isGone ? <Empty title={texts.catalog.gone}>{texts.catalog.goneWhy}</Empty> : <Skeletons rows={6} />}
        </div>
      </>
    );
  }
  return (
    <>
      {head(film.title)}
      <div className="catalog-drawer-body">
        <Summary kind="radarr" item={film} standing={standing} />
        <WhyNot instance={source.instance} ids={[id]} film={film} />
        <Actions kind="radarr" item={film} ids={[id]} />
        <History instance={source.instance} title={film.title} />
      </div>
    </>
  );
}

export function ParentContent({ kind, source, id, known, head }: ContentProps & { kind: Exclude<Kind, "radarr"> }) {
  const detail = useQuery(detailQuery(kind, source, id));
  const item = known ?? detail.data?.item;
  const ids = wantedIds(detail.data?.groups ?? []);
  return (
    <>
      {head(item?.title ?? texts.catalog.item)}
      <div className="catalog-drawer-body">
        {item && <Summary kind={kind} item={detail.data?.item ? { ...item, counts: detail.data.item.counts } : item} />}
        <Asked query={detail} skeleton={<Skeletons rows={6} />}>
          {({ item: whole, groups }) => (
            <>
              <WhyNot instance={source.instance} ids={ids} />
              <Actions kind={kind} item={whole} ids={ids} />
              <Groups kind={kind} instance={source.instance} groups={groups} ids={ids} />
            </>
          )}
        </Asked>
        {item && <History instance={source.instance} title={item.title} />}
      </div>
    </>
  );
}

const wantedIds = (groups: readonly Group[]): number[] => groups.flatMap((group) => group.wantedIds);

function Summary({ kind, item, standing }: { kind: Kind; item: Item; standing?: Standing | undefined }) {
  return (
    <div className="catalog-summary">
      <Poster kind={kind} item={item} />
      <div>
        <StateLine state={stateOf(item, standing)} />
        <Facts kind={kind} item={item} />
      </div>
    </div>
  );
}
