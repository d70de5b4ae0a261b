import { useQuery } from "@tanstack/react-query";
import { newestQuery } from "@/api/activity";
import { Asked } from "@/components/ui/Asked";
import { Glyph } from "@/components/ui/Glyph";
import { Card } from "@/components/ui/Page";
import { Time } from "@/components/ui/Time";
import { shown } from "@/lib/format";
import { entryMood } from "@/lib/states";
import { texts } from "@/texts";

const t = texts.system.orders;
const MOST = 8;

/** What persons ordered last, by whatever page or script. */
export function Orders() {
  const query = useQuery(newestQuery(MOST, { actor: "user" }));
  return (
    <Card title={t.title} aside={<a href="#/activity?actor=user&range=30d">{t.all}</a>}>
      <Asked query={query}>
        {({ entries }) => entries.length === 0 ? <p className="quiet">{t.none}</p> : (
          <ul className="system-rows">
            {entries.map((each) => (
              <li key={each.id} className="system-row system-order">
                <Glyph mood={entryMood(each.act, each.result)} />
                <span className="system-main">
                  <a href={`#/activity?actor=user&range=30d&open=${each.id}`}>{shown(each.text)}</a>
                  <span className="system-why">{each.section && `${shown(each.section)} · `}<Time iso={each.at} /></span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </Asked>
    </Card>
  );
}
