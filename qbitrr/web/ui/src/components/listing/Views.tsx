import { ActionIcon, Button, Popover, TextInput } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { writeSearch, type Search } from "@/lib/address";
import { texts } from "@/texts";
import { savedIn, type View } from "./saved";
import "./listing.css";

const words = texts.listing.views;
const MOST = 30;

/** Filters, order and the other *kept* parts of the address of a page under a name, in this browser; each is an address that can be sent to others as well. */
export function Views({ page, search, kept }: { page: string; search: Search; kept: readonly string[] }) {
  const [views, setViews] = useLocalStorage<View[]>({ key: `qbitrr.${page}.views`, defaultValue: [] });
  const [isOpen, setOpen] = useState(false);
  const [name, setName] = useState("");
  const saved = savedIn(search, kept);
  const save = () => {
    const named = name.trim();
    if (named) setViews((now) => [...now.filter((each) => each.name !== named), { name: named, search: saved }].slice(-MOST));
    setName("");
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={280} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default" size="sm" leftSection={<IconBookmark size={16} stroke={1.75} aria-hidden />} onClick={() => setOpen(!isOpen)}>{words.title}</Button>
      </Popover.Target>
      <Popover.Dropdown>
        {views.length === 0 ? <p className="quiet">{words.none}</p> : (
          <ul className="listing-views">
            {views.map((view) => (
              <li key={view.name}>
                <a href={`#/${page}${writeSearch(view.search)}`} onClick={() => setOpen(false)}>{view.name}</a>
                <ActionIcon variant="subtle" size="md" aria-label={words.drop(view.name)} onClick={() => setViews((now) => now.filter((each) => each.name !== view.name))}><IconTrash size={14} stroke={1.75} aria-hidden /></ActionIcon>
              </li>
            ))}
          </ul>
        )}
        <form className="listing-save" onSubmit={(event) => { event.preventDefault(); save(); }}>
          <TextInput size="xs" aria-label={words.name} placeholder={words.name} maxLength={60} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Button type="submit" size="xs" variant="default" disabled={name.trim() === ""} title={name.trim() === "" ? words.needsName : undefined}>{words.save}</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
