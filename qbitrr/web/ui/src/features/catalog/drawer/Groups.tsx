import { Button } from "@mantine/core";
import { useSearchNow } from "@/api/searchNow";
import { useQuery } from "@tanstack/react-query";
import { say, sayError } from "@/components/ui/toasts";
import { duration, instant, shown } from "@/lib/format";
import { texts } from "@/texts";
import { standingsQuery, type Standing } from "../api/searching";
import { Share } from "../Share";
import type { Kind } from "../kinds";
import type { Group, Leaf } from "../model";
import { isOut } from "../parts";
import { StateLine } from "../StateLine";
import { countedState, filmState, leafState } from "../states";

const words = texts.catalog;
/** So few are open from the beginning. */
const FEW = 3;

interface GroupsProps {
  kind: Kind;
  instance: string;
  groups: readonly Group[];
  ids: readonly number[];
  /** The key of one that is open, whatever their number. */
  open: string | null;
}

/** Seasons, albums or books, each with what is in it. */
export function Groups({ kind, instance, groups, ids, open }: GroupsProps) {
  const asked = useQuery(standingsQuery(instance, ids, 50));
  const standings = new Map(asked.data?.items.map((each) => [each.id, each]));
  return (
    <section className="catalog-groups" aria-label={words.groups[kind]}>
      <h3>{words.groups[kind]}</h3>
      {groups.length === 0 && <p className="quiet">{words.noGroups}</p>}
      {groups.map((group) => group.leaves.length > 0 ? (
        <details key={group.key} open={groups.length <= FEW || group.key === open} className="catalog-group">
          <summary><GroupHead group={group} standings={standings} /></summary>
          <Leaves group={group} standings={standings} instance={instance} />
        </details>
      ) : (
        <div key={group.key} className="catalog-group flat"><GroupHead group={group} standings={standings} /><SearchGroup group={group} instance={instance} /></div>
      ))}
    </section>
  );
}

function GroupHead({ group, standings }: { group: Group; standings: ReadonlyMap<number, Standing> }) {
  const state = group.counts && (group.id === null || (group.hasFile && group.wantedIds.length === 0))
    ? countedState(group.id === null || group.monitored, group.counts)
    : filmState(group.hasFile, group.monitored, group.wantedIds.length > 0 ? (group.hasFile ? "Upgrade" : "Missing") : null, group.id === null ? undefined : standings.get(group.id)); // prettier-ignore
  return (
    <span className="catalog-group-head">
      <span className="catalog-group-title"><bdi>{shown(group.title)}</bdi>{group.date && <span className="quiet"> {group.date.slice(0, 4)}</span>}</span>
      <span className="catalog-group-facts"><StateLine state={state} />{group.counts && <Share counts={group.counts} />}</span>
    </span>
  );
}

function Leaves({ group, standings, instance }: { group: Group; standings: ReadonlyMap<number, Standing>; instance: string }) {
  return (
    <>
      <ul className="catalog-leaves">
        {group.leaves.map((leaf) => (
          <li key={leaf.id}>
            <span className="catalog-leaf-number">{shown(leaf.number)}</span>
            <span className="catalog-leaf-title"><bdi>{shown(leaf.title)}</bdi> <span className="quiet">{leafFact(leaf)}</span></span>
            <StateLine state={leafState(factsOf(leaf), standings.get(leaf.isSearchable ? leaf.id : -1))} />
          </li>
        ))}
      </ul>
      <SearchGroup group={group} instance={instance} />
    </>
  );
}

const factsOf = (leaf: Leaf) => ({ ...leaf, reason: leaf.hasFile ? null : "Missing", isOut: !leaf.isSearchable || isOut(leaf), at: leaf.airsAt });

function leafFact(leaf: Leaf): string {
  if (leaf.seconds !== null) return duration(leaf.seconds);
  const at = instant(leaf.airsAt);
  return at === null ? "" : new Date(at).toLocaleDateString(undefined, { day: "numeric", month: "short", year: "numeric" });
}

function SearchGroup({ group, instance }: { group: Group; instance: string }) {
  const search = useSearchNow();
  if (group.wantedIds.length === 0) return null;
  return (
    <Button variant="default" size="xs" loading={search.isPending} aria-label={words.actions.searchNamed(shown(group.title))}
      onClick={() => search.mutate({ instance, ids: group.wantedIds }, { onSuccess: () => say(words.actions.asked), onError: sayError })}>
      {words.actions.searchNow}
    </Button>
  );
}
