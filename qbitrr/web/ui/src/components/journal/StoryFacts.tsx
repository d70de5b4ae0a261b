import { Glyph } from "@/components/ui/Glyph";
import { logsHref } from "@/lib/address";
import { factName, factValue } from "@/lib/facts";
import { instant, shown, timeOfDay } from "@/lib/format";
import { settingBehind, settingHref, settingName } from "@/lib/settings";
import { texts } from "@/texts";
import { AfterRemoval } from "./AfterRemoval";
import { Numbers } from "./Numbers";
import { moodOf, type Story } from "./stories";

/** Why: the rule, its numbers, the setting, what followed, and where to look further. */
export function StoryFacts({ story }: { story: Story }) {
  const { head, entries } = story;
  // The last entry of a matter often only says that it is done; the reason stands at its beginning.
  const reasoned = head.why ? head : (entries.find((each) => each.why) ?? head);
  const { rule, why } = reasoned;
  const setting = settingBehind(rule, head.section);
  // Numbers under which an Arr knows its commands say nothing to a person.
  const details = Object.entries(head.detail).filter(([name]) => !name.endsWith("_id"));
  const others = entries.filter((each) => each !== head);
  return (
    <div className="journal-facts">
      {"outcome" in head.detail && <p>{shown(head.text)}</p>}
      {why && <p>{shown(why.text)}</p>}
      {why && <Numbers reason={why} mood={moodOf(head)} />}
      {details.length > 0 && (
        <dl className="facts">
          {details.map(([name, value]) => <div key={name} className="journal-fact"><dt>{factName(name)}</dt><dd>{factValue(name, value)}</dd></div>)}
        </dl>
      )}
      <p className="journal-links">
        {rule && <a href={`#/activity?rule=${encodeURIComponent(rule)}`}>{texts.journal.rule(texts.journal.rules[rule] ?? factName(rule))}</a>}
        {setting && <a href={settingHref(setting)}>{texts.journal.setting(settingName(setting))}</a>}
        {head.hash && <a href={`#/torrents?torrent=${encodeURIComponent(`${head.instance}/${head.hash}`)}`}>{texts.journal.torrent}</a>}
        {head.hash && <a href={`#/activity?hash=${encodeURIComponent(head.hash)}`}>{texts.journal.history}</a>}
        {head.section && <a href={logsHref({ file: `${head.section}.log`, at: head.at })}>{texts.journal.logLines}</a>}
      </p>
      <AfterRemoval story={story} />
      {others.length > 0 && (
        <ul className="journal-then" aria-label={texts.journal.together}>
          {others.map((each) => (
            <li key={each.id}>
              <Glyph mood={moodOf(each)} size={14} />
              <span className="journal-clock">{timeOfDay(instant(each.at) ?? 0)}</span>
              <span><bdi>{shown(each.text)}</bdi></span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
