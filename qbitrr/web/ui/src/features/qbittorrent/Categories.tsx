import type { Category } from "@/api/categories";
import type { Status } from "@/api/shapes";
import { Glyph } from "@/components/ui/Glyph";
import { Bytes } from "@/components/ui/Numbers";
import { duration, NONE, ratio, shown } from "@/lib/format";
import { texts } from "@/texts";
import { policyOf, torrentsAddress } from "./policy";

const words = texts.qbittorrent;

interface CategoriesProps {
  categories: readonly Category[];
  clients: Status["qbitInstances"];
}

export function CategoryTable({ categories, clients }: CategoriesProps) {
  const hasSeveral = Object.keys(clients).length > 1;
  return (
    <table className="qbit-table">
      <caption className="visually-hidden">{words.categories}</caption>
      <thead>
        <tr>
          <th scope="col">{texts.common.category}</th>
          <th scope="col">{words.managedBy}</th>
          {hasSeveral && <th scope="col">{words.clients}</th>}
          <th scope="col" className="number">{words.torrents}</th>
          <th scope="col" className="number">{words.seeding}</th>
          <th scope="col" className="number">{texts.common.size}</th>
          <th scope="col" className="number">{words.averageRatio}</th>
          <th scope="col" className="number">{words.averageTime}</th>
          <th scope="col">{words.policy}</th>
        </tr>
      </thead>
      <tbody>
        {categories.map((each) => (
          <tr key={`${each.instance}/${each.category}`}>
            <th scope="row"><bdi>{shown(each.category)}</bdi>{each.error && <p className="qbit-why mood-wait"><Glyph mood="wait" size={14} /> {words.partial}: {shown(each.error)}</p>}</th>
            <td>{each.arrName ? shown(each.arrName) : words.byClient}</td>
            {hasSeveral && <td>{clientWord(each, clients)}</td>}
            <td className="number"><a href={addressOf(each, clients)}>{each.torrentCount.toLocaleString()}</a></td>
            <td className="number">{each.seedingCount.toLocaleString()}</td>
            <td className="number"><Bytes size={each.totalSize} /></td>
            <td className="number">{ratio(each.avgRatio)}</td>
            <td className="number">{each.avgSeedingTime > 0 ? duration(each.avgSeedingTime) : NONE}</td>
            <td className="qbit-policy">{policyOf(each.seedingConfig).join(" · ")}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same for phones. */
export function CategoryCards({ categories, clients }: CategoriesProps) {
  return (
    <ul className="qbit-cards">
      {categories.map((each) => (
        <li key={`${each.instance}/${each.category}`}>
          <p><strong><bdi>{shown(each.category)}</bdi></strong> <span className="quiet">{each.arrName ? shown(each.arrName) : words.byClient} · {clientWord(each, clients)}</span></p>
          <p className="quiet"><Bytes size={each.totalSize} /> · {each.seedingCount.toLocaleString()} {words.seeding.toLowerCase()} · {words.ratio(ratio(each.avgRatio))}{each.avgSeedingTime > 0 && ` · ${duration(each.avgSeedingTime)}`}</p>
          <p className="quiet">{policyOf(each.seedingConfig).join(" · ")}</p>
          {each.error && <p className="qbit-why mood-wait"><Glyph mood="wait" size={14} /> {words.partial}: {shown(each.error)}</p>}
          <a href={addressOf(each, clients)}>{words.showTorrents(each.torrentCount)}</a>
        </li>
      ))}
    </ul>
  );
}

const addressOf = (each: Category, clients: Status["qbitInstances"]) => torrentsAddress(each.category, clients[each.instance]?.section);
const clientWord = (each: Category, clients: Status["qbitInstances"]) => (each.instance === "all" ? words.allClients : shown(clients[each.instance]?.section ?? each.instance));
