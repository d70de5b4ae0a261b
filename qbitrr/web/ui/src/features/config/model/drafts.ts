import { at, flattened, isTable, same, without, type Json, type Tree } from "./json";

/** What is changed of a key: its value when the change began, and the wanted one; null is "not in the file". */
export interface Change {
  was: Json;
  mine: Json;
}
export interface SectionDraft {
  isNew: boolean;
  changes: Record<string, Change>;
}
export type Drafts = Readonly<Record<string, SectionDraft>>;

/** Changes as the server takes them. */
export interface Wish {
  changes: Record<string, Json>;
  renames: Record<string, string>;
}

const pathOf = (key: string): string[] => key.split(".");
export const stored = (tree: Tree, section: string, key: string): Json => at(tree[section], pathOf(key));
export const valueIn = (drafts: Drafts, tree: Tree, section: string, key: string): Json => {
  const change = drafts[section]?.changes[key];
  return change ? change.mine : stored(tree, section, key);
};

function replaced(drafts: Drafts, section: string, draft: SectionDraft): Drafts {
  const rest = without(drafts, section);
  return draft.isNew || Object.keys(draft.changes).length > 0 ? { ...rest, [section]: draft } : rest;
}

/** *drafts* with another value for a key that has the value *now* in the file. What is as in the file is no change. */
export function edited(drafts: Drafts, section: string, key: string, now: Json, mine: Json): Drafts {
  const draft = drafts[section] ?? { isNew: false, changes: {} };
  const { [key]: before, ...others } = draft.changes;
  const changes = same(now, mine) ? others : { ...others, [key]: { was: before ? before.was : now, mine } };
  return replaced(drafts, section, { ...draft, changes });
}

export const begun = (drafts: Drafts, section: string, values: Record<string, Json>): Drafts => ({
  ...drafts,
  [section]: { isNew: true, changes: Object.fromEntries(Object.entries(values).map(([key, mine]) => [key, { was: null, mine }])) },
});

/** Of *drafts* only that of one section. */
export const scoped = (drafts: Drafts, section: string): Drafts => (drafts[section] ? { [section]: drafts[section] } : {});

export const undone = (drafts: Drafts, section: string): Drafts => without(drafts, section);

/** A renamed section takes its draft along. */
export function moved(drafts: Drafts, from: string, to: string): Drafts {
  const draft = drafts[from];
  return draft ? { ...undone(drafts, from), [to]: draft } : drafts;
}

export function wishOf(drafts: Drafts): Wish {
  const changes: Record<string, Json> = {};
  for (const [section, draft] of Object.entries(drafts)) {
    for (const [key, { mine }] of Object.entries(draft.changes)) changes[JSON.stringify([section, ...pathOf(key)])] = mine;
  }
  return { changes, renames: {} };
}

export function counted(drafts: Drafts): { changes: number; sections: number } {
  const all = Object.values(drafts);
  return { changes: all.reduce((sum, each) => sum + Math.max(Object.keys(each.changes).length, each.isNew ? 1 : 0), 0), sections: all.length };
}

export interface Clash {
  section: string;
  key: string;
  was: Json;
  theirs: Json;
  mine: Json;
}

/** Keys that somebody else has changed to something else since the draft of them began. */
export function clashesOf(drafts: Drafts, tree: Tree): Clash[] {
  return Object.entries(drafts).flatMap(([section, draft]) =>
    Object.entries(draft.changes).flatMap(([key, { was, mine }]) => {
      const theirs = stored(tree, section, key);
      return same(theirs, was) || same(theirs, mine) ? [] : [{ section, key, was, theirs, mine }];
    }),
  );
}

/** A clash decided: mine is then a change of theirs, or no change any more. */
export function decided(drafts: Drafts, { section, key, theirs }: Clash, mine: Json): Drafts {
  const draft = drafts[section];
  if (!draft) return drafts;
  const others = without(draft.changes, key);
  return replaced(drafts, section, { ...draft, changes: same(theirs, mine) ? others : { ...others, [key]: { was: theirs, mine } } });
}

/** What is left of *drafts* once *saved* is in the file: what was typed meanwhile. */
export function leftAfter(drafts: Drafts, saved: Drafts): Drafts {
  let left: Drafts = drafts;
  for (const [section, draft] of Object.entries(saved)) {
    const here = left[section];
    if (!here) continue;
    const changes = Object.fromEntries(
      Object.entries(here.changes).flatMap(([key, change]) => {
        const done = draft.changes[key];
        if (!done) return [[key, change]];
        return same(done.mine, change.mine) ? [] : [[key, { was: done.mine, mine: change.mine }]];
      }),
    );
    left = replaced(left, section, { isNew: false, changes });
  }
  return left;
}

const SECRET_NAME = /api_?key|token|passw|secret|passkey|credential/i;
const LOGIN_IN_ADDRESS = /:\/\/[^/\s]*@/;
const PASSKEY = /:\/\/[^\s]*[/=?][A-Za-z0-9]{12,}/;

const isSecretText = (key: string, value: Json): boolean =>
  value !== null && value !== "" && (SECRET_NAME.test(key) || (typeof value === "string" && (LOGIN_IN_ADDRESS.test(value) || PASSKEY.test(value))));

/** *drafts* as they may be kept by the browser: changes that hold anything secret are left out. */
export function withoutSecrets(drafts: Drafts): Drafts {
  let kept: Drafts = {};
  for (const [section, draft] of Object.entries(drafts)) {
    const changes = Object.entries(draft.changes).filter(([key, { mine }]) => !leavesOf(key, mine).some(([name, each]) => isSecretText(name, each)));
    kept = replaced(kept, section, { ...draft, changes: Object.fromEntries(changes) });
  }
  return kept;
}

const leavesOf = (key: string, value: Json): [string, Json][] =>
  flattened(value, key).flatMap(([name, each]) => (Array.isArray(each) ? each.map((one): [string, Json] => [name, one]) : [[name, each]]));

/** Drafts as they were kept, or none: nothing of what a browser keeps is trusted. */
export function readDrafts(text: string | null): Drafts {
  try {
    const value = JSON.parse(text ?? "{}") as Json;
    if (!isTable(value)) return {};
    return Object.fromEntries(
      Object.entries(value).flatMap(([section, draft]): [string, SectionDraft][] => {
        if (!isTable(draft) || !isTable(draft["changes"])) return [];
        const changes = Object.entries(draft["changes"]).flatMap(([key, change]): [string, Change][] =>
          isTable(change) && "mine" in change ? [[key, { was: change["was"] ?? null, mine: change["mine"] ?? null }]] : [],
        );
        return [[section, { isNew: draft["isNew"] === true, changes: Object.fromEntries(changes) }]];
      }),
    );
  } catch {
    return {};
  }
}
