import { useQuery } from "@tanstack/react-query";
import { trackersQuery, type Tracker } from "@/api/details";
import type { Which } from "@/api/removals";
import { Asked } from "@/components/ui/Asked";
import { Empty } from "@/components/ui/Empty";
import { Glyph } from "@/components/ui/Glyph";
import { shown } from "@/lib/format";
import type { Mood } from "@/lib/states";
import { texts } from "@/texts";

const words = texts.why.trackers;
const MOODS: Record<string, Mood> = { working: "good", updating: "work", "not working": "bad", "tracker error": "bad", unreachable: "bad" };

/** Who is asked for peers, and what they say; keys in addresses never leave the server. */
export function TrackersTab({ which }: { which: Which }) {
  return (
    <Asked query={useQuery(trackersQuery(which))}>
      {(trackers) =>
        trackers === null ? <Empty title={words.unknown} /> : trackers.length === 0 ? <Empty title={words.none} /> : (
          <ul className="why-rows">{[...trackers].sort((a, b) => a.tier - b.tier).map((each, index) => <One key={index} tracker={each} />)}</ul>
        )
      }
    </Asked>
  );
}

function One({ tracker: { host, url, status, message, tier } }: { tracker: Tracker }) {
  return (
    <li>
      <p className="why-tracker"><Glyph mood={MOODS[status] ?? "idle"} size={14} /> <strong><bdi>{shown(host || url)}</bdi></strong> <span className="quiet">{words.status[status] ?? shown(status)}</span></p>
      {message && <p><bdi>{shown(message)}</bdi></p>}
      <p className="why-caption mono">{shown(url)}{tier >= 0 && ` · ${words.tier(tier)}`}</p>
    </li>
  );
}
