import type { Schema } from "../api/schema";
import { described } from "./describing";
import type { Drafts } from "./drafts";
import { flattened, same, type Json } from "./json";
import { fieldsOf } from "./sections";

export interface Reviewed {
  section: string;
  key: string;
  label: string;
  was: string;
  mine: string;
}

/** Each change in words, rows of tables key by key. */
export function reviewed(drafts: Drafts, schema: Schema): Reviewed[] {
  return Object.entries(drafts).flatMap(([section, draft]) => {
    const fields = fieldsOf(schema, section);
    return Object.entries(draft.changes).flatMap(([key, { was, mine }]): Reviewed[] => {
      const field = fields.find((each) => each.key === key);
      if (!field?.entries?.length) return [{ section, key, label: field?.label ?? key, was: inWords(field, was), mine: inWords(field, mine) }];
      const before = new Map(flattened(was ?? [], key));
      const after = new Map(flattened(mine ?? [], key));
      return [...new Set([...before.keys(), ...after.keys()])].flatMap((path): Reviewed[] => {
        const [old, now]: [Json, Json] = [before.get(path) ?? null, after.get(path) ?? null];
        const entry = field.entries?.find((each) => path.endsWith(`.${each.key}`));
        return same(old, now) || path === key ? [] : [{ section, key: path, label: path.replace(key, field.label), was: described(entry, old), mine: described(entry, now) }];
      });
    });
  });
}

/** A list is shown whole where it is compared. */
const inWords = (field: Parameters<typeof described>[0], value: Json): string =>
  Array.isArray(value) && value.length > 0 ? value.map(String).join("\n") : described(field, value);
