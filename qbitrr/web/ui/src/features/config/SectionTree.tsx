import { Button } from "@mantine/core";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Glyph } from "@/components/ui/Glyph";
import { Name } from "@/components/ui/Name";
import { texts } from "@/texts";
import { useEditor } from "./editor";
import { kindOf, type Kind } from "./model/sections";

const said = texts.config;
const PARTS: [string, Kind[]][] = [[said.kinds.program, ["Settings", "WebUI"]], [said.kinds.clients, ["qBit"]], [said.kinds.arrs, ["Arr"]]];

/** All sections with what is changed and wrong in them. */
export function SectionTree({ sections, chosen, view, onAdd }: { sections: readonly string[]; chosen: string; view: string; onAdd: () => void }) {
  return (
    <nav className="config-places" aria-label={said.sections}>
      {PARTS.map(([title, kinds]) => {
        const here = sections.filter((each) => kinds.includes(kindOf(each) ?? "Arr"));
        if (here.length === 0) return null;
        return (
          <div key={title}>
            <h2 className="config-tree-title">{title}</h2>
            <ul>{here.map((each) => <li key={each}><SectionLink section={each} isChosen={each === chosen && view === ""} /></li>)}</ul>
          </div>
        );
      })}
      <Button size="xs" variant="default" leftSection={<IconPlus size={16} stroke={1.75} aria-hidden />} onClick={onAdd}>{said.addSection}</Button>
      <div>
        <h2 className="config-tree-title">{said.file}</h2>
        <ul>
          {(["raw", "backups"] as const).map((each) => (
            <li key={each}><Link to="/config" search={{ view: each } as never} className={view === each ? "config-section chosen" : "config-section"} aria-current={view === each ? "page" : undefined}>{said[each]}</Link></li>
          ))}
        </ul>
      </div>
    </nav>
  );
}

function SectionLink({ section, isChosen }: { section: string; isChosen: boolean }) {
  const { drafts, wrongs, problems } = useEditor();
  const draft = drafts[section];
  const changes = draft ? Object.keys(draft.changes).length : 0;
  const isWrong = wrongs[section] !== undefined || problems?.problems.some((each) => each.section === section && each.severity === "error");
  return (
    <Link to="/config/$section" params={{ section } as never} search={{} as never} className={isChosen ? "config-section chosen" : "config-section"} aria-current={isChosen ? "page" : undefined}>
      <Name text={section} most={26} />
      <span className="config-section-marks">
        {isWrong && <><Glyph mood="bad" size={14} /><span className="visually-hidden">{said.wrong}</span></>}
        {draft?.isNew && <span className="config-mark">{said.isNew}</span>}
        {changes > 0 && <span className="config-mark"><IconPencil size={14} stroke={1.75} aria-hidden /> {changes} <span className="visually-hidden">{said.changed}</span></span>}
      </span>
    </Link>
  );
}
