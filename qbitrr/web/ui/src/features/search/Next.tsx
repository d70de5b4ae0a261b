import { Button } from "@mantine/core";
import { useState } from "react";
import { Name } from "@/components/ui/Name";
import { Time } from "@/components/ui/Time";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import type { Upcoming } from "./api";

const t = texts.search;
const FIRST = 5;

/** Searches in the order they go, each with why and when. */
export function Next({ upcoming }: { upcoming: Upcoming[] }) {
  const [all, setAll] = useState(false);
  if (upcoming.length === 0) return <p className="quiet">{t.upcomingNone}</p>;
  const visible = all ? upcoming : upcoming.slice(0, FIRST);
  return (
    <>
      <ol className="search-rows">
        {visible.map((each, index) => (
          <li key={index} className="search-row">
            <span className="search-main">
              <Name text={each.title} />
              <span className="search-why">{reasonOf(each)}</span>
            </span>
            <span className="search-when"><Time iso={each.at} /><span className="quiet">{t.cost(each.cost)}</span></span>
          </li>
        ))}
      </ol>
      {upcoming.length > visible.length && <div><Button variant="subtle" size="xs" onClick={() => setAll(true)}>{t.upcomingMore(upcoming.length - visible.length)}</Button></div>}
    </>
  );
}

function reasonOf({ lane, reason, why }: Upcoming): string {
  const word = t.reasons[reason] ?? shown(reason);
  const name = t.lanes[lane] ?? lane;
  return [name, lane === "missing" && reason === "Missing" ? "" : word, shown(why)].filter(Boolean).join(" · ");
}
