import { ActionIcon, Button, Menu, TextInput } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { writeSearch, type Search } from "@/lib/address";
import { texts } from "@/texts";
import { savedIn, type View } from "./saved";

const words = texts.torrents.views;
const MOST = 30;

/** Filters and order under a name, in this browser; each is an address that can be sent to others as well. */
export function Views({ search }: { search: Search }) {
  const [views, setViews] = useLocalStorage<View[]>({ key: "qbitrr.torrents.views", defaultValue: [] });
  const [name, setName] = useState("");
  const saved = savedIn(search);
  const save = () => {
    const named = name.trim();
    if (named) setViews((now) => [...now.filter((each) => each.name !== named), { name: named, search: saved }].slice(-MOST));
    setName("");
  };
  return (
    <Menu position="bottom-end" width={280} trapFocus>
      <Menu.Target><Button variant="default" size="sm" leftSection={<IconBookmark size={16} stroke={1.75} aria-hidden />}>{words.title}</Button></Menu.Target>
      <Menu.Dropdown>
        {views.length === 0 && <Menu.Label>{words.none}</Menu.Label>}
        {views.map((view) => (
          <div key={view.name} className="torrents-view">
            <Menu.Item component="a" href={`#/torrents${writeSearch(view.search)}`}>{view.name}</Menu.Item>
            <ActionIcon variant="subtle" size="md" aria-label={words.drop(view.name)} onClick={() => setViews((now) => now.filter((each) => each !== view && each.name !== view.name))}><IconTrash size={14} stroke={1.75} /></ActionIcon>
          </div>
        ))}
        <Menu.Divider />
        <form className="torrents-save" onSubmit={(event) => { event.preventDefault(); save(); }}>
          <TextInput size="xs" aria-label={words.name} placeholder={words.name} maxLength={60} value={name} onChange={(event) => setName(event.currentTarget.value)} onKeyDown={(event) => event.stopPropagation()} />
          <Button type="submit" size="xs" variant="default" disabled={name.trim() === ""} title={name.trim() === "" ? words.needsName : undefined}>{words.save}</Button>
        </form>
      </Menu.Dropdown>
    </Menu>
  );
}
