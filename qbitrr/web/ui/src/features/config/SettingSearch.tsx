import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { Name } from "@/components/ui/Name";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { useEditor } from "./editor";
import { foundSettings } from "./model/finding";

const MOST = 40;

/** Search over all settings of all sections; while something is searched it stands in the place of the tree. */
export function SettingSearch({ sections, children }: { sections: readonly string[]; children: ReactNode }) {
  const { schema } = useEditor();
  const [text, setText] = useState("");
  const found = foundSettings(schema, sections, text).slice(0, MOST);
  return (
    <div className="config-tree">
      <TextInput data-page-filter type="search" aria-label={texts.config.searchAll} placeholder={texts.config.searchAll} leftSection={<IconSearch size={16} stroke={1.75} aria-hidden />} value={text}
        onChange={(event) => setText(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === "Escape") setText(""); }} />
      {text.trim() === "" ? children : (
        <ul className="config-found" aria-live="polite">
          {found.length === 0 && <li className="quiet">{texts.config.noneFound(shown(text))}</li>}
          {found.map(({ section, field }) => (
            <li key={`${section} ${field.key}`}>
              <Link className="config-found-link" to="/config/$section" params={{ section } as never} search={{ field: field.key } as never} onClick={() => setText("")}>
                <span>{field.label}</span>
                <span className="quiet"><Name text={section} most={30} /> · {field.group}</span>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
