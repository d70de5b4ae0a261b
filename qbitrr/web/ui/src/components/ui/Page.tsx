import { useEffect, type ReactNode } from "react";
import { texts } from "@/texts";
import "./page.css";

interface PageProps {
  /** The name of the page, for the tab of the browser. */
  name: string;
  /** What the page answers, in one sentence with numbers. */
  sentence: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function Page({ name, sentence, actions, children }: PageProps) {
  useEffect(() => {
    document.title = `${name} · ${texts.product}`;
  }, [name]);
  return (
    <div className="page">
      <header className="page-head">
        <h1>{sentence}</h1>
        {actions && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** A box with a title and, at its right, what belongs to it. */
export function Card({ title, aside, children, flush = false }: { title?: ReactNode; aside?: ReactNode; children: ReactNode; flush?: boolean }) {
  return (
    <section className={flush ? "card flush" : "card"}>
      {title && (
        <header className="card-head">
          <h2>{title}</h2>
          {aside && <div className="card-aside">{aside}</div>}
        </header>
      )}
      {children}
    </section>
  );
}
