import { useEffect } from "react";
import { Glyph } from "@/components/ui/Glyph";
import { Time } from "@/components/ui/Time";
import { shown } from "@/lib/format";
import { looked, useNotices } from "@/lib/notices";
import { texts } from "@/texts";

const t = texts.messages;

export default function MessageList() {
  const { past } = useNotices();
  useEffect(looked, [past]);
  return (
    <>
      <p className="shell-panel-sentence" data-autofocus tabIndex={-1}>{t.title}</p>
      {past.length === 0 ? <p className="quiet">{t.none}</p> : (
        <ul className="messages-list">
          {past.map((each) => (
            <li key={each.id}>
              {each.isError ? <><Glyph mood="bad" size={14} /><span className="visually-hidden">{t.error}: </span></> : <span />}
              <span className="messages-text">{shown(each.text)}</span>
              <span className="quiet"><Time iso={new Date(each.at).toISOString()} />{each.times > 1 && <> · {t.times(each.times)}</>}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="quiet shell-panel-foot">{t.kept}</p>
    </>
  );
}
