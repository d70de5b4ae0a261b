import type { Client } from "@/api/shapes";
import type { Category } from "@/api/categories";
import { State } from "@/components/ui/Glyph";
import { NONE, shown } from "@/lib/format";
import type { Mood } from "@/lib/states";
import { texts } from "@/texts";
import { Links } from "./GroupRows";

const words = texts.processes;

export const clientMood = (client: Client): Mood => (client.alive ? "good" : client.disabled ? "idle" : client.state === "connecting" ? "wait" : "bad");

/** A client has no loop of its own; how it can be reached belongs here all the same. */
export function ClientRow({ name, client, categories }: { name: string; client: Client; categories: readonly Category[] }) {
  return (
    <tr className="processes-row">
      <th scope="row">{shown(client.section)}</th>
      <td className="processes-loop">{words.kind["connection"]}</td>
      <td><span aria-live="polite"><State mood={clientMood(client)} word={words.connection[client.state] ?? shown(client.state)} /></span></td>
      <td className="processes-now">{client.alive ? <Held name={name} categories={categories} /> : shown(client.why)}</td>
      <td className="number">{NONE}</td><td className="number">{NONE}</td><td className="number">{NONE}</td><td className="number">{NONE}</td><td className="number">{NONE}</td>
      <td className="processes-acts"><Links name={client.section} log="Main" /><span className="processes-icon processes-none" /></td>
    </tr>
  );
}

export function Held({ name, categories }: { name: string; categories: readonly Category[] }) {
  const own = categories.filter((each) => each.instance === name || each.instance === "all");
  const torrents = own.reduce((sum, each) => sum + each.torrentCount, 0);
  return <a href="#/qbittorrent">{words.clientNow(torrents, own.length)}</a>;
}
