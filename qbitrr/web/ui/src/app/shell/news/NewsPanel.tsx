import { Button, CloseButton } from "@mantine/core";
import type { KeyboardEvent } from "react";
import type { Meta } from "@/api/meta";
import { Notes } from "@/components/notes/Notes";
import { texts } from "@/texts";
import "./news.css";

const t = texts.news;

/** It takes neither the focus nor the page: who does not read it goes on. */
export default function NewsPanel({ meta, earlier, onClose }: { meta: Meta; earlier: string; onClose: () => void }) {
  const { current_version: version, current_version_changelog: notes, changelog_url: page } = meta;
  const press = (event: KeyboardEvent) => { if (event.key === "Escape") onClose(); };
  return (
    <section className="news" role="dialog" aria-modal={false} aria-labelledby="news-title" onKeyDown={press}>
      <header className="news-head">
        <h2 id="news-title">{t.title(version)}</h2>
        <CloseButton size="sm" aria-label={texts.common.close} onClick={onClose} />
      </header>
      <p role="status">{t.updated(earlier, version)}</p>
      {notes.trim() !== "" && <Notes text={notes} label={t.notes} />}
      <footer className="news-foot">
        {/^https?:\/\//.test(page) && <a href={page} target="_blank" rel="noopener noreferrer">{t.page}</a>}
        <Button variant="default" size="xs" onClick={onClose}>{t.close}</Button>
      </footer>
    </section>
  );
}
