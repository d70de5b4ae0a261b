import type { Field, Schema } from "../api/schema";
import { stored, valueIn, type Drafts } from "./drafts";
import type { Tree } from "./json";
import { areMet, fallbackOf, fieldsOf, isAdvanced } from "./sections";

/** Whether *field* is folded away: nothing is set for it, and it is rarely needed or without effect as things are. */
export function isFolded(field: Field, section: string, tree: Tree, drafts: Drafts, schema: Schema): boolean {
  if (stored(tree, section, field.key) !== null || drafts[section]?.changes[field.key]) return false;
  if (isAdvanced(field, section)) return true;
  const fields = fieldsOf(schema, section);
  return !areMet(field.visibleWhen, (key) => {
    const other = fields.find((each) => each.key === key);
    return valueIn(drafts, tree, section, key) ?? (other ? fallbackOf(other, section, tree, schema) : null);
  });
}
