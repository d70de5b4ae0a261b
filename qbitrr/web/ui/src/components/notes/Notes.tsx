import { useMemo } from "react";
import { shown } from "@/lib/format";
import { texts } from "@/texts";
import { blocksOf, type Block, type Inline } from "./markdown";
import "./notes.css";

/** Notes of a release, in a box of its own that scrolls. They come from outside: nothing in them is obeyed, and nothing fetched. */
export function Notes({ text, label }: { text: string; label: string }) {
  const blocks = useMemo(() => blocksOf(text), [text]);
  return (
    <div className="notes" tabIndex={0} role="region" aria-label={label}>
      {blocks.length === 0 ? <p className="quiet">{texts.system.version.none}</p> : blocks.map((each, index) => <Shown key={index} block={each} />)}
    </div>
  );
}

function Shown({ block }: { block: Block }) {
  switch (block.kind) {
    case "code":
      return <pre className="mono">{shown(block.text)}</pre>;
    case "list":
      return <ul>{block.items.map((each, index) => <li key={index}><Said parts={each} /></li>)}</ul>;
    case "heading":
      return <p className="notes-heading"><Said parts={block.parts} /></p>;
    default:
      return <p><Said parts={block.parts} /></p>;
  }
}

function Said({ parts }: { parts: readonly Inline[] }) {
  return parts.map((each, index) => {
    switch (each.kind) {
      case "strong":
        return <strong key={index}>{shown(each.text)}</strong>;
      case "code":
        return <code key={index} className="mono">{shown(each.text)}</code>;
      case "link":
        return <a key={index} href={each.href} target="_blank" rel="noopener noreferrer">{shown(each.text)}</a>;
      default:
        return <span key={index}>{shown(each.text)}</span>;
    }
  });
}
