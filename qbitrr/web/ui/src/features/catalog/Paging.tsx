import { Button } from "@mantine/core";
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
          <span>{words.pageOf(wanted.page + 1, pages)}</span>
          <Button variant="default" size="xs" disabled={wanted.page + 1 >= pages} onClick={() => onPage(wanted.page + 1)}>{texts.common.next}</Button>
        </span>
      )}
    </nav>
  );
}
