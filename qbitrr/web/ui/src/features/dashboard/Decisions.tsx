import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { newestQuery, type EntryPage } from "@/api/activity";
import { StoryRow } from "@/components/journal/StoryRow";
import { storiesOf } from "@/components/journal/stories";
import { Asked } from "@/components/ui/Asked";
import { Empty } from "@/components/ui/Empty";
import { Card } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { useAddress } from "@/lib/address";
import { texts } from "@/texts";

const words = texts.dashboard.decisions;
const MOST = 10;

/** The last ten decisions: Why folds open here, Undo is beside it. */
export function Decisions() {
  const newest = useQuery(newestQuery(120));
  return (
    <Card title={words.title} flush aside={<a href="#/activity">{words.all}</a>}>
      <Asked query={newest} skeleton={<div className="dash-waiting"><Skeletons rows={10} height="44px" /></div>}>{(page) => <List page={page} />}</Asked>
    </Card>
  );
}

function List({ page }: { page: EntryPage }) {
  const [search, change] = useAddress();
  const stories = useMemo(() => storiesOf(page.entries).filter(({ head }) => head.kind !== "changed" || head.act === "skip_files").slice(0, MOST), [page]);
  if (stories.length === 0) return <Empty title={words.none}>{words.noneWhy}</Empty>;
  const open = Number(search["why"]);
  const toggle = (id: number) => change({ why: open === id ? null : id }, { replace: true });
  return <div className="dash-decisions">{stories.map((story) => <StoryRow key={story.entries[0]?.id} story={story} isOpen={story.entries.some((each) => each.id === open)} onToggle={toggle} />)}</div>;
}
