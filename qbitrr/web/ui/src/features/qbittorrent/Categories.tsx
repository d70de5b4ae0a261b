import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { Fragment, useId } from "react";
import type { Category } from "@/api/categories";
import type { Status } from "@/api/shapes";
import { Glyph } from "@/components/ui/Glyph";
import { Bytes } from "@/components/ui/Numbers";
import { duration, NONE, ratio, shown } from "@/lib/format";
import { texts } from "@/texts";
import { CategoryTorrents } from "./CategoryTorrents";
import { policyOf, torrentsAddress } from "./policy";
import type { Found } from "./unfolding";

const words = texts.qbittorrent;

interface CategoriesProps {
  all: readonly Found[];
  clients: Status["qbitInstances"];
  /** The name of the client that alone is looked at; empty: all. */
  client: string;
  open: readonly string[];
  onFold: (name: string) => void;
}

export function CategoryTable({ all, clients, client, open, onFold }: CategoriesProps) {
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
        {all.map(({ category: each, text }) => {
          const isOpen = text !== "" || open.includes(each.category);
          return (
            <Fragment key={`${each.instance}/${each.category}`}>
              <tr>
                <th scope="row"><Fold name={each.category} isOpen={isOpen} isFound={text !== ""} onFold={onFold} />{each.error && <Partial why={each.error} />}</th>
                <td>{each.arrName ? shown(each.arrName) : words.byClient}</td>
                {hasSeveral && <td>{clientWord(each, clients)}</td>}
                <td className="number"><a href={torrentsAddress(each.category, sectionOf(each, clients, client))}>{each.torrentCount.toLocaleString()}</a></td>
                <td className="number">{each.seedingCount.toLocaleString()}</td>
                <td className="number"><Bytes size={each.totalSize} /></td>
                <td className="number">{ratio(each.avgRatio)}</td>
                <td className="number">{each.avgSeedingTime > 0 ? duration(each.avgSeedingTime) : NONE}</td>
                <td className="qbit-policy">{policyOf(each.seedingConfig).join(" · ")}</td>
              </tr>
              {isOpen && <tr className="qbit-unfolded"><td colSpan={hasSeveral ? 9 : 8}><CategoryTorrents category={each.category} section={sectionOf(each, clients, client)} text={text} /></td></tr>}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

/** The same for phones. */
export function CategoryCards({ all, clients, client, open, onFold }: CategoriesProps) {
  return (
    <ul className="qbit-cards">
      {all.map(({ category: each, text }) => {
        const isOpen = text !== "" || open.includes(each.category);
        return (
          <li key={`${each.instance}/${each.category}`}>
            <Fold name={each.category} isOpen={isOpen} isFound={text !== ""} onFold={onFold} />
            <p className="quiet">{each.arrName ? shown(each.arrName) : words.byClient} · {clientWord(each, clients)}</p>
            <p className="quiet"><Bytes size={each.totalSize} /> · {each.seedingCount.toLocaleString()} {words.seeding.toLowerCase()} · {words.ratio(ratio(each.avgRatio))}{each.avgSeedingTime > 0 && ` · ${duration(each.avgSeedingTime)}`}</p>
            <p className="quiet">{policyOf(each.seedingConfig).join(" · ")}</p>
            {each.error && <Partial why={each.error} />}
            <a className="qbit-count" href={torrentsAddress(each.category, sectionOf(each, clients, client))}>{words.showTorrents(each.torrentCount)}</a>
            {isOpen && <CategoryTorrents category={each.category} section={sectionOf(each, clients, client)} text={text} />}
          </li>
        );
      })}
    </ul>
  );
}

/** The name of a category, which folds its torrents; not while they are what was found. */
function Fold({ name, isOpen, isFound, onFold }: { name: string; isOpen: boolean; isFound: boolean; onFold: (name: string) => void }) {
  const hint = useId();
  if (isFound) return <bdi className="qbit-name">{shown(name)}</bdi>;
  const Icon = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <>
      <button type="button" className="qbit-fold" aria-expanded={isOpen} aria-describedby={hint} onClick={() => onFold(name)}><Icon size={16} stroke={1.75} aria-hidden /><bdi>{shown(name)}</bdi></button>
      <span id={hint} hidden>{words.unfold}</span>
    </>
  );
}

function Partial({ why }: { why: string }) {
  return <p className="qbit-why mood-wait"><Glyph mood="wait" size={14} /> {words.partial}: {shown(why)}</p>;
}

const sectionOf = (each: Category, clients: Status["qbitInstances"], client: string) => clients[each.instance === "all" ? client : each.instance]?.section;
const clientWord = (each: Category, clients: Status["qbitInstances"]) => (each.instance === "all" ? words.allClients : shown(clients[each.instance]?.section ?? each.instance));
