import { Shared, useShared } from "@/lib/shared";
import { readDrafts, withoutSecrets, type Drafts } from "./model/drafts";

const KEY = "qbitrr.config.drafts";
const drafts = new Shared<Drafts>(remembered());

/** Drafts live as long as the tab; what the browser keeps for a reload has no secrets in it. */
export function setDrafts(change: (before: Drafts) => Drafts): void {
  const after = change(drafts.current);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(withoutSecrets(after)));
  } catch {
    // A browser that keeps nothing: they hold until the page is reloaded.
  }
  drafts.set(after);
}

export const useDrafts = (): Drafts => useShared(drafts);

function remembered(): Drafts {
  try {
    return readDrafts(sessionStorage.getItem(KEY));
  } catch {
    return {};
  }
}
