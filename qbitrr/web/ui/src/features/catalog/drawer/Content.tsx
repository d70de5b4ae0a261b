import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Asked } from "@/components/ui/Asked";
import { Empty } from "@/components/ui/Empty";
import { Failure } from "@/components/ui/Failure";
import { Skeletons } from "@/components/ui/Skeletons";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { detailQuery, filmQuery } from "../api/details";
import { standingsQuery, type Standing } from "../api/searching";
import type { Kind } from "../kinds";
import type { Group, Item } from "../model";
import { partIn, type FoundPart } from "../parts";
import { Poster } from "../Poster";
import { StateLine } from "../StateLine";
import { leafState, stateOf } from "../states";
import { Actions } from "./Actions";
import { Facts } from "./Facts";
import { Groups } from "./Groups";
import { History } from "./History";
import type { ItemDrawerProps } from "./ItemDrawer";
import { WhyNot } from "./WhyNot";

type ContentProps = ItemDrawerProps & { head: (title: string) => ReactNode };

/** A film: what the search says of it also tells its name, when it was not opened from a list. */
export function FilmContent({ source, which: { id }, known, head }: ContentProps) {
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
        <WhyNot instance={source.instance} ids={[id]} isOne />
        <Actions kind="radarr" item={film} ids={[id]} />
        <History instance={source.instance} title={film.title} />
      </div>
    </>
  );
}

export function ParentContent({ kind, source, which: { id, part }, known, head, onWhole }: ContentProps & { kind: Exclude<Kind, "radarr"> }) {
  const detail = useQuery(detailQuery(kind, source, id));
  // What is known of an episode is not what is known of its series.
  const item = known?.part ? (detail.data?.item ?? { ...known, part: null, reason: null }) : (known ?? detail.data?.item);
  const found = part === null ? null : partIn(detail.data?.groups ?? [], part);
  const ids = found ? found.wantedIds : wantedIds(detail.data?.groups ?? []);
  return (
    <>
      {head(item?.title ?? texts.catalog.item)}
      <div className="catalog-drawer-body">
        {item && <Summary kind={kind} item={detail.data?.item ? { ...item, counts: detail.data.item.counts } : item} />}
        <Asked query={detail} skeleton={<Skeletons rows={6} />}>
          {({ item: whole, groups }) => (
            <>
              {part !== null && <PartHead part={found} instance={source.instance} whole={whole.title} onWhole={onWhole} />}
              <WhyNot instance={source.instance} ids={ids} isOne={part !== null} />
              <Actions kind={kind} item={whole} ids={ids} />
              <Groups kind={kind} instance={source.instance} groups={groups} ids={wantedIds(groups)} open={found?.group ?? null} />
            </>
          )}
        </Asked>
        {item && <History instance={source.instance} title={item.title} />}
      </div>
    </>
  );
}

/** The episode, album or book that was opened, and the way to all that it is one of. */
function PartHead({ part, instance, whole, onWhole }: { part: FoundPart | null; instance: string; whole: string; onWhole: () => void }) {
  const standings = useQuery(standingsQuery(instance, part?.wantedIds ?? [], 50));
  const { group: words, gone, goneWhy } = texts.catalog.part;
  return (
    <section className="catalog-one" aria-label={words}>
      {part ? <><h3><bdi>{shown(part.name)}</bdi></h3><StateLine state={leafState(part, standings.data?.items[0])} /></> : <><h3>{gone}</h3><p className="quiet">{goneWhy}</p></>}
      <div><Button variant="default" size="xs" onClick={onWhole}>{texts.catalog.part.whole(shown(whole))}</Button></div>
    </section>
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
