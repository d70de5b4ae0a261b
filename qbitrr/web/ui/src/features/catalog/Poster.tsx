import { useRef } from "react";
import { apiUrl, part } from "@/lib/base";
import { shown } from "@/lib/format";
import { NOUNS, type Kind } from "./kinds";
import { initialsOf, type Item } from "./model";
import { usePoster } from "./posters";

/** A box of 2:3 whatever comes: the poster, or the initials. The title stands beside it, so it says nothing to screen readers. */
export function Poster({ kind, item }: { kind: Kind; item: Item }) {
  const url = apiUrl(`${kind}/${part(item.category)}/${NOUNS[kind]}/${item.part?.wholeId ?? item.id}/thumbnail`);
  return <Picture key={url} url={url} title={item.title} />;
}

function Picture({ url, title }: { url: string; title: string }) {
  const box = useRef<HTMLSpanElement>(null);
  const { phase, finish } = usePoster(url, box);
  return (
    <span ref={box} className="catalog-poster" aria-hidden>
      {phase === "missing" && <span className="catalog-initials">{initialsOf(shown(title))}</span>}
      {(phase === "loading" || phase === "shown") && <img src={url} alt="" decoding="async" onLoad={() => finish(true)} onError={() => finish(false)} />}
    </span>
  );
}
