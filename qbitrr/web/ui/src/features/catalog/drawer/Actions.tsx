import { Button, Menu } from "@mantine/core";
import { IconChevronDown, IconExternalLink } from "@tabler/icons-react";
import { useSearchNow } from "@/api/searchNow";
import { say, sayError } from "@/components/ui/toasts";
import { apiUrl, part } from "@/lib/base";
import { texts } from "@/texts";
import { useLeaveAlone } from "../api/searching";
import { NOUNS, type Kind } from "../kinds";
import type { Item } from "../model";

const words = texts.catalog.actions;
const DAYS = [1, 7, 30, 90, 365] as const;

/** What a person can have done with what of *item* is wanted: *ids*. */
export function Actions({ kind, item, ids }: { kind: Kind; item: Item; ids: readonly number[] }) {
  const search = useSearchNow();
  const leave = useLeaveAlone();
  const which = { instance: item.instance, ids };
  const nothing = ids.length === 0;
  const skip = (days: number) => leave.mutate({ ...which, days }, { onSuccess: () => say(days === 0 ? words.takenBack : words.leftAlone(days)), onError: sayError });
  return (
    <div className="catalog-actions">
      <Button loading={search.isPending} disabled={nothing} onClick={() => search.mutate(which, { onSuccess: () => say(words.asked), onError: sayError })}>{words.searchNow}</Button>
      <Menu position="bottom-start" withinPortal>
        <Menu.Target>
          <Button variant="default" loading={leave.isPending} disabled={nothing} rightSection={<IconChevronDown size={16} stroke={1.75} aria-hidden />}>{words.skip}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {DAYS.map((days) => <Menu.Item key={days} onClick={() => skip(days)}>{words.forDays(days)}</Menu.Item>)}
          <Menu.Item onClick={() => skip(0)}>{words.takeBack}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Button component="a" variant="default" href={apiUrl(`arr/${part(item.category)}/open/${NOUNS[kind]}/${item.id}`)} target="_blank" rel="noopener noreferrer"
        rightSection={<IconExternalLink size={16} stroke={1.75} aria-hidden />}>{words.open(texts.nav[kind])}</Button>
      {nothing && <p className="quiet">{words.nothing}</p>}
    </div>
  );
}
