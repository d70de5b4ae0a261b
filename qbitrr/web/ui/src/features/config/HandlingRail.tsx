import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Asked } from "@/components/ui/Asked";
import { Glyph } from "@/components/ui/Glyph";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { CategoryTree } from "./CategoryTree";
import { handlingQuery, type Sentence } from "./api/handling";
import { useEditor } from "./editor";
import { wishOf, withoutSecrets } from "./model/drafts";
import { categoriesOf } from "./model/categories";
import { placeOf } from "./model/places";
import { kindOf } from "./model/sections";

const said = texts.config.handling;

/** What stands beside the form: how torrents would be handled with what is written there, or what is wrong with the section. */
export function SectionRail({ section }: { section: string }) {
  const kind = kindOf(section);
  const { tree, drafts } = useEditor();
  if (kind !== "Arr" && kind !== "qBit") return <SectionProblems section={section} />;
  const categories = <CategoryTree key="categories" section={section} />;
  const handling = <HandlingRail key="handling" section={section} />;
  // A conflict comes first: of what is in dispute nothing is handled at all.
  return <>{categoriesOf(tree, drafts).some((each) => each.isClash) ? [categories, handling] : [handling, categories]}</>;
}

function HandlingRail({ section }: { section: string }) {
  const { drafts } = useEditor();
  // Secrets change nothing about it, and need not travel while they are typed.
  const [wish] = useDebouncedValue(wishOf(withoutSecrets(drafts)), 400);
  const query = useQuery(handlingQuery(section, wish));
  return (
    <section className="card config-handling" aria-live="polite">
      <header className="card-head"><h2>{said.title}</h2></header>
      <Asked query={query}>
        {(handling) => (
          <>
            {Object.keys(wish.changes).length > 0 && <p className="quiet">{said.unsaved}</p>}
            {!handling.active && <p className="config-remark"><Glyph mood="idle" size={14} /> {said.inactive}</p>}
            {handling.problems.map((each) => <p key={each.text} className={each.severity === "error" ? "config-wrong" : "config-remark"}><Glyph mood={each.severity === "error" ? "bad" : "wait"} size={14} /> {shown(each.text)}</p>)}
            <ul className="config-sentences">{handling.general.map((each) => <Said key={each.text} sentence={each} />)}</ul>
            {handling.groups.map((group) => (
              <div key={group.categories.join()}>
                <h3>{said.categories(group.categories.map(shown).join(", "))}</h3>
                <ul className="config-sentences">{group.sentences.map((each) => <Said key={each.text} sentence={each} />)}</ul>
              </div>
            ))}
          </>
        )}
      </Asked>
    </section>
  );
}

/** A sentence with the way to the settings it comes from. */
function Said({ sentence }: { sentence: Sentence }) {
  const { tree, drafts } = useEditor();
  const names = [...Object.keys(tree), ...Object.keys(drafts)];
  return (
    <li>
      {shown(sentence.text)}{" "}
      {sentence.keys.map((key) => {
        const { section, key: field } = placeOf(key, names);
        return <Link key={key} className="config-key" to="/config/$section" params={{ section } as never} search={{ field } as never}>{field.split(".").pop()}</Link>;
      })}
    </li>
  );
}

function SectionProblems({ section }: { section: string }) {
  const { problems } = useEditor();
  const here = problems?.problems.filter((each) => each.section === section || each.section === "") ?? [];
  return (
    <section className="card config-handling">
      <header className="card-head"><h2>{texts.config.problems.title}</h2></header>
      {here.length === 0 && <p className="quiet">{texts.config.problems.none}</p>}
      {here.map((each) => <p key={each.text} className={each.severity === "error" ? "config-wrong" : "config-remark"}><Glyph mood={each.severity === "error" ? "bad" : "wait"} size={14} /> {shown(each.message)} {shown(each.remedy)}</p>)}
    </section>
  );
}
