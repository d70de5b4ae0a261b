import { Button } from "@mantine/core";
import { Name } from "@/components/ui/Name";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { useEditor } from "./editor";
import { described } from "./model/describing";
import { decided, type Clash } from "./model/drafts";
import { fieldsOf } from "./model/sections";
import { setDrafts } from "./store";

const said = texts.config.conflict;

/** What was changed on both sides, one below the other: yours, theirs, and what it was. */
export function Conflicts({ clashes }: { clashes: Clash[] }) {
  const { schema } = useEditor();
  return (
    <div role="alert">
      <h3>{said.title}</h3>
      <p className="quiet">{said.text}</p>
      {clashes.map((clash) => {
        const field = fieldsOf(schema, clash.section).find((each) => each.key === clash.key);
        const columns = [[said.mine, clash.mine, said.takeMine], [said.theirs, clash.theirs, said.takeTheirs], [said.was, clash.was, ""]] as const;
        return (
          <div key={`${clash.section} ${clash.key}`} className="config-clash">
            <p><strong><Name text={clash.section} most={30} /> · {field?.label ?? clash.key}</strong></p>
            <div className="config-clash-columns">
              {columns.map(([title, value, take]) => (
                <div key={title}>
                  <p className="quiet">{title}</p>
                  <p>{shown(described(field, value))}</p>
                  {take && <Button size="xs" variant="default" onClick={() => setDrafts((drafts) => decided(drafts, clash, value))}>{take}</Button>}
                </div>
              ))}
            </div>
          </div>
        );
      })}
    </div>
  );
}
