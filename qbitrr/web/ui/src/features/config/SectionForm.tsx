import { NativeSelect, Tabs } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { Glyph } from "@/components/ui/Glyph";
import { useAddress } from "@/lib/address";
import { texts } from "@/texts";
import type { Field } from "./api/schema";
import { useEditor } from "./editor";
import { FieldRow } from "./FieldRow";
import { isFolded } from "./model/folding";
import { fieldsOf, groupsOf } from "./model/sections";

const said = texts.config;

/** The form of a section, one group of its settings at a time. */
export function SectionForm({ section }: { section: string }) {
  const { schema, target, wrongs, drafts } = useEditor();
  const [search, change] = useAddress();
  const isPhone = useMediaQuery("(max-width: 719px)") ?? false;
  const fields = fieldsOf(schema, section);
  const groups = groupsOf(fields);
  const pointed = fields.find((each) => each.key === target)?.group;
  const group = pointed ?? (groups.includes(search["group"] ?? "") ? search["group"] : groups[0]) ?? "";
  const go = (next: string | null) => change({ group: next, field: null }, { replace: true });
  const isWrong = (name: string) => fields.some((each) => each.group === name && wrongs[section]?.[each.key]);
  const changes = (name: string) => fields.filter((each) => each.group === name && drafts[section]?.changes[each.key]).length;
  const own = wrongs[section]?.[""] ?? [];
  return (
    <>
      {own.map((each) => <p key={each} className="config-wrong" role="alert"><Glyph mood="bad" size={14} /> {each}</p>)}
      {isPhone ? (
        <NativeSelect aria-label={said.group} value={group} onChange={(event) => go(event.currentTarget.value)}>
          {groups.map((each) => <option key={each} value={each}>{said.groups[each] ?? each}{changes(each) > 0 ? ` · ${said.changed}` : ""}{isWrong(each) ? ` · ${said.wrong}` : ""}</option>)}
        </NativeSelect>
      ) : (
        groups.length > 1 && (
          <Tabs value={group} onChange={go}>
            <Tabs.List aria-label={said.group}>
              {groups.map((each) => (
                <Tabs.Tab key={each} value={each} rightSection={isWrong(each) ? <Glyph mood="bad" size={14} /> : changes(each) > 0 ? <span className="config-mark">{changes(each)}</span> : undefined}>{said.groups[each] ?? each}</Tabs.Tab>
              ))}
            </Tabs.List>
          </Tabs>
        )
      )}
      <Fields key={`${section} ${group}`} section={section} fields={fields.filter((each) => each.group === group)} />
    </>
  );
}

function Fields({ section, fields }: { section: string; fields: Field[] }) {
  const { schema, tree, drafts, target, wrongs } = useEditor();
  // What was open or folded when the group was opened stays there while it is edited.
  const [folded] = useState(() => new Set(fields.filter((each) => isFolded(each, section, tree, drafts, schema)).map((each) => each.key)));
  const isHidden = (field: Field) => folded.has(field.key) && field.key !== target && !wrongs[section]?.[field.key];
  const more = fields.filter(isHidden);
  return (
    <div className="config-fields">
      {fields.filter((each) => !isHidden(each)).map((each) => <FieldRow key={each.key} section={section} field={each} />)}
      {more.length > 0 && (
        <details className="config-more" open={more.length === fields.length}>
          <summary>{said.more(more.length)} <span className="quiet">{said.moreWhy}</span></summary>
          <div className="config-fields">{more.map((each) => <FieldRow key={each.key} section={section} field={each} />)}</div>
        </details>
      )}
    </div>
  );
}
