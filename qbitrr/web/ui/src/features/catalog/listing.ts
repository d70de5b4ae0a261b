import type { Kind, Listed } from "./kinds";
import type { Item } from "./model";
import type { ItemState } from "./states";

/** What the list, the tiles and the cards show alike. */
export interface Listing {
  kind: Kind;
  listed: Listed;
  rows: readonly { key: string; item: Item; state: ItemState }[];
  openKey: string | undefined;
  /** Whether entries of several instances are shown. */
  isMixed: boolean;
  onOpen: (key: string) => void;
}
