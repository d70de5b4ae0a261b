import { useDebouncedValue } from "@mantine/hooks";
import { IconArrowLeft } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { Glyph } from "@/components/ui/Glyph";
import { Name } from "@/components/ui/Name";
import { useAddress } from "@/lib/address";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { planQuery, wrongKeys } from "./api/changing";
import type { Content, Problems } from "./api/content";
import type { Schema } from "./api/schema";
import { AddSection } from "./AddSection";
import { Backups } from "./Backups";
import { ChangesBar } from "./ChangesBar";
import { ConfirmFile } from "./ConfirmFile";
import { EditorContext, type Editor } from "./editor";
import { SectionRail } from "./HandlingRail";
import { counted, edited, scoped, stored, wishOf } from "./model/drafts";
import { collected } from "./model/places";
import { sectionsOf } from "./model/sections";
import { RawText } from "./RawText";
import { Review } from "./Review";
import { SectionActions } from "./SectionActions";
import { SectionDraft } from "./SectionDraft";
import { SectionForm } from "./SectionForm";
import { SectionTree } from "./SectionTree";
import { SettingSearch } from "./SettingSearch";
import { setDrafts, useDrafts } from "./store";

const said = texts.config;

export function ConfigEditor({ schema, content, problems, reread }: { schema: Schema; content: Content; problems: Problems | undefined; reread: () => void }) {
  const { section: asked } = useParams({ strict: false }) as { section?: string };
  const [search] = useAddress();
  const drafts = useDrafts();
  const [reviewing, setReviewing] = useState<"" | "*" | (string & {})>("");
  const [isAdding, setAdding] = useState(false);
  const { tree, revision } = content;
  const isChanged = counted(drafts).changes > 0;
  const [wish] = useDebouncedValue(wishOf(drafts), 400);
  const plan = useQuery({ ...planQuery(wish, revision), enabled: isChanged && Object.keys(wish.changes).length > 0 });
  useLeaving(isChanged);
  // Of one section or of all that is changed.
  const scope = reviewing === "" || reviewing === "*" ? drafts : scoped(drafts, reviewing);
  const isPart = scope !== drafts;
  const part = useQuery({ ...planQuery(wishOf(scope), revision), enabled: isPart && Object.keys(scope).length > 0 });
  const sections = sectionsOf(tree, Object.keys(drafts));
  const view = search["view"] ?? "";
  const section = asked ?? "Settings";
  const editor: Editor = {
    schema, tree, drafts, problems, target: search["field"] ?? "",
    wrongs: isChanged ? collected(wrongKeys(plan.error), sections) : {},
    edit: (where, key, value) => setDrafts((before) => edited(before, where, key, stored(tree, where, key), value)),
  };
  const isOpen = asked !== undefined || view !== "";
  return (
    <EditorContext value={editor}>
      {problems?.trouble && <p className="config-wrong" role="alert"><Glyph mood="bad" size={14} /> {shown(problems.trouble)}</p>}
      {problems?.confirmed === false && <ConfirmFile />}
      {content.warning && <p className="config-remark"><Glyph mood="wait" size={14} /> {shown(content.warning)}</p>}
      <div className={isOpen ? "config opened" : "config"}>
        <SettingSearch sections={sections}>
          <SectionTree sections={sections} chosen={section} view={view} onAdd={() => setAdding(true)} />
        </SettingSearch>
        <div className="config-form">
          <Link to="/config" search={{} as never} className="config-back"><IconArrowLeft size={16} stroke={1.75} aria-hidden /> {said.back}</Link>
          <Shown view={view} section={section} sections={sections} revision={revision} onReview={setReviewing} />
        </div>
        <aside className="config-rail">{view === "" && sections.includes(section) && <SectionRail section={section} />}</aside>
      </div>
      {isAdding && <AddSection sections={sections} onClose={() => setAdding(false)} />}
      <ChangesBar plan={plan.data} isLooking={plan.isFetching} onReview={() => setReviewing("*")} />
      <EditorContext value={isPart ? { ...editor, drafts: scope, wrongs: collected(wrongKeys(part.error), sections) } : editor}>
        <Review plan={isPart ? part.data : plan.data} revision={revision} isOpen={reviewing !== ""} reread={reread} onClose={() => setReviewing("")} />
      </EditorContext>
    </EditorContext>
  );
}

interface ShownProps {
  view: string;
  section: string;
  sections: readonly string[];
  revision: string;
  onReview: (section: string) => void;
}

function Shown({ view, section, sections, revision, onReview }: ShownProps) {
  if (view === "raw") return <RawText />;
  if (view === "backups") return <Backups />;
  if (!sections.includes(section)) return <p role="alert">{said.unknownSection(shown(section))}</p>;
  return (
    <>
      <div className="config-head">
        <h2 className="config-title"><Name text={section} most={60} /></h2>
        <SectionDraft section={section} onReview={onReview} />
        <SectionActions section={section} sections={sections} revision={revision} />
      </div>
      <SectionForm key={section} section={section} />
    </>
  );
}

/** The browser asks before a tab with changes is closed. */
function useLeaving(isChanged: boolean): void {
  useEffect(() => {
    if (!isChanged) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isChanged]);
}
