import { SegmentedControl, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { quarantineQuery, useRemovals } from "@/api/quarantine";
import { useStream } from "@/api/live/store";
import { Asked } from "@/components/ui/Asked";
import { Failure } from "@/components/ui/Failure";
import { Page } from "@/components/ui/Page";
import { Skeletons } from "@/components/ui/Skeletons";
import { useAddress } from "@/lib/address";
import { useNow } from "@/lib/clock";
import { bytes, duration, instant, together } from "@/lib/format";
import { texts } from "@/texts";
import { Held } from "./Held";
import { inOrder, matching, sizeOf } from "./held";
import { OpenRemovals } from "./OpenRemovals";
import "./quarantine.css";

const words = texts.quarantine;

/** What was removed and can be brought back, until when; and what is about to be removed. */
export function QuarantinePage() {
  const [search, change] = useAddress();
  const held = useQuery(quarantineQuery);
  const { removals, error, retry } = useRemovals();
  const isOpen = search["tab"] === "removals";
  const text = search["q"] ?? "";
  const clear = () => change({ q: null });
  const first = held.data && inOrder(held.data)[0]?.purgeAt;
  return (
    <Page name={words.title} sentence={held.data
      ? <>{words.sentence(held.data.length, together(bytes(sizeOf(held.data))))}{first && <> <Leaving iso={first} /></>}</>
      : words.title}>
      <div className="quar-bar">
        <SegmentedControl size="sm" aria-label={words.what} value={isOpen ? "removals" : "held"} onChange={(tab) => change({ tab: tab === "held" ? null : tab })}
          data={[{ value: "held", label: words.tabHeld(held.data?.length) }, { value: "removals", label: words.tabOpen(removals?.length) }]} />
        <TextInput className="quar-filter" data-page-filter type="search" leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />} aria-label={words.filter} placeholder={words.filter} value={text} onChange={(event) => change({ q: event.currentTarget.value }, { replace: true })} />
      </div>
      {isOpen
        ? error ? <Failure error={error} retry={retry} /> : removals ? <OpenRemovals removals={matching(removals, text)} isFiltered={text !== ""} onClear={clear} /> : <Skeletons rows={8} height="64px" />
        : <Asked query={held} skeleton={<Skeletons rows={8} height="44px" />}>{(rows) => <Held rows={inOrder(matching(rows, text))} isFiltered={text !== ""} onClear={clear} />}</Asked>}
    </Page>
  );
}

/** When the next one leaves: it is not counted while nothing is heard. */
function Leaving({ iso }: { iso: string }) {
  const { isConnected } = useStream();
  const seconds = ((instant(iso) ?? 0) - useNow()) / 1000;
  if (!isConnected) return null;
  return <>{words.first(seconds > 0 ? texts.common.in(duration(seconds)) : words.anyMoment)}</>;
}
