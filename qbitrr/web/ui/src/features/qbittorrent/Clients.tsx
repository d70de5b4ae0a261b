import type { Client, Status } from "@/api/shapes";
import { State } from "@/components/ui/Glyph";
import { Card } from "@/components/ui/Page";
import { shown } from "@/lib/format";
import { texts } from "@/texts";

const words = texts.qbittorrent;
const states = texts.processes.connection;

/** Each client: whether it answers, what it is, and if not, why. */
export function Clients({ clients }: { clients: Status["qbitInstances"] }) {
  return (
    <Card title={words.clients}>
      <ul className="qbit-clients">
        {Object.entries(clients).map(([name, client]) => <One key={name} client={client} />)}
      </ul>
    </Card>
  );
}

function One({ client }: { client: Client }) {
  const mood = client.alive ? "good" : client.disabled ? "idle" : client.state === "connecting" ? "wait" : "bad";
  return (
    <li>
      <strong>{shown(client.section)}</strong>
      <State mood={mood} word={states[client.state] ?? shown(client.state)} />
      <span className="quiet">{client.version ? `qBittorrent ${shown(client.version)}` : words.noVersion}</span>
      <span className="quiet">{shown(client.host)}{client.port > 0 && `:${client.port}`}{client.tls && `, ${words.encrypted}`}</span>
      <a href={`#/torrents?instance=${encodeURIComponent(client.section)}`}>{words.torrents}</a>
      <a href={`#/config/${encodeURIComponent(client.section)}`}>{words.config}</a>
      {!client.alive && client.why && <p className="qbit-why mood-bad">{shown(client.why)}</p>}
    </li>
  );
}
