import { Link } from "@tanstack/react-router";
import { Glyph } from "@/components/ui/Glyph";
import { Name } from "@/components/ui/Name";
import { texts } from "@/texts";
import { useEditor } from "./editor";
import { categoriesOf, type CategoryRow } from "./model/categories";

const said = texts.config.categories;

/** All categories and whose they are, with what is written in the forms, so that a conflict is seen before it is saved. */
export function CategoryTree({ section }: { section: string }) {
  const { tree, drafts } = useEditor();
  const rows = categoriesOf(tree, drafts);
  const clashes = rows.filter((each) => each.isClash).length;
  return (
    <section className="card config-handling">
      <header className="card-head"><h2>{said.title}</h2></header>
      {clashes > 0 && <p className="config-wrong" role="status"><Glyph mood="bad" size={14} /> {said.clashes(clashes)}</p>}
      <ul className="config-categories">{rows.map((each) => <Row key={each.category} row={each} section={section} />)}</ul>
    </section>
  );
}

function Row({ row, section }: { row: CategoryRow; section: string }) {
  const isHere = row.owners.some((each) => each.section === section);
  return (
    <li className={isHere ? "here" : undefined} style={{ "--depth": row.depth } as React.CSSProperties}>
      <span className="config-category"><Name text={row.category} most={30} /></span>
      <span className="config-owners">
        {row.isClash && <><Glyph mood="bad" size={14} /><span className="visually-hidden">{said.clash}</span></>}
        {row.owners.map((each) => (
          <Link key={each.section} to="/config/$section" params={{ section: each.section } as never} search={{ field: each.key } as never}><Name text={each.section} most={24} /></Link>
        ))}
      </span>
    </li>
  );
}
