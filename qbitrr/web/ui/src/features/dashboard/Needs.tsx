import { Button } from "@mantine/core";
import { Glyph } from "@/components/ui/Glyph";
import { Name } from "@/components/ui/Name";
import { Time } from "@/components/ui/Time";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import type { Need } from "./needs";

/** There only if something needs a person. */
export function Needs({ needs }: { needs: readonly Need[] }) {
  if (needs.length === 0) return null;
  return (
    <ul className="card flush dash-needs" aria-label={texts.dashboard.needs.label}>
      {needs.map((need) => (
        <li key={need.key} className={`mood-${need.mood}`}>
          <Glyph mood={need.mood} />
          <div className="dash-need">
            <p className="dash-need-what">{need.name && <><Name text={need.name} most={60} />: </>}{shown(need.what)}</p>
            <p className="dash-need-why">{shown(need.why)}{need.since && <span className="quiet"> · <Time iso={need.since} /></span>}</p>
          </div>
          <div className="dash-need-links">
            {need.links.map((link) => <Button key={link.href} component="a" href={link.href} variant="default" size="compact-sm">{link.name}</Button>)}
          </div>
        </li>
      ))}
    </ul>
  );
}
