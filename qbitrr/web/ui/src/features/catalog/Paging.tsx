import { Button, TextInput } from "@mantine/core";
import { texts } from "@/texts";
import type { Wanted } from "./wanted";

const words = texts.catalog;

export function Paging({ wanted, total, onPage }: { wanted: Wanted; total: number; onPage: (page: number) => void }) {
  const pages = Math.max(1, Math.ceil(total / wanted.size));
  const first = wanted.page * wanted.size;
  return (
    <nav className="catalog-paging" aria-label={words.pages}>
      <span aria-live="polite">{words.shownOf(Math.min(first + 1, total), Math.min(first + wanted.size, total), total)}</span>
      {pages > 1 && (
        <span className="catalog-paging-buttons">
          <Button variant="default" size="xs" disabled={wanted.page === 0} onClick={() => onPage(wanted.page - 1)}>{texts.common.previous}</Button>
          <Jump key={wanted.page} page={wanted.page} pages={pages} onPage={onPage} />
          <Button variant="default" size="xs" disabled={wanted.page + 1 >= pages} onClick={() => onPage(wanted.page + 1)}>{texts.common.next}</Button>
        </span>
      )}
    </nav>
  );
}

/** Which page it is, in a field: another number and Enter go there; what is beyond the last is the last. */
function Jump({ page, pages, onPage }: { page: number; pages: number; onPage: (page: number) => void }) {
  const go = (event: React.FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = Number(new FormData(event.currentTarget).get("page"));
    if (Number.isInteger(wanted)) onPage(Math.min(pages, Math.max(1, wanted)) - 1);
  };
  return (
    <form className="catalog-jump" onSubmit={go}>
      <TextInput size="xs" name="page" aria-label={words.pageNumber} title={words.jump} defaultValue={page + 1} inputMode="numeric" maxLength={6} autoComplete="off" />
      <span>{words.pageOf(pages)}</span>
    </form>
  );
}
