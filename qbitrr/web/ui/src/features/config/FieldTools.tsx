import type { Field } from "./api/schema";
import type { Json } from "./model/json";
import { canTry } from "./model/trying";
import { ConnectionTest } from "./tools/ConnectionTest";
import { PathCheck } from "./tools/PathCheck";
import { RegexCheck } from "./tools/RegexCheck";

/** What helps with a value, below it. */
export function FieldTools({ section, field, value }: { section: string; field: Field; value: Json }) {
  if (field.type === "path") return <PathCheck path={typeof value === "string" ? value : ""} />;
  if (field.type === "list<regex>") return <RegexCheck section={section} patterns={Array.isArray(value) ? value.map(String) : []} />;
  return canTry(section, field.key) ? <ConnectionTest section={section} fieldKey={field.key} /> : null;
}
