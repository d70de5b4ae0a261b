import type { Field } from "./api/schema";
import type { Json } from "./model/json";
import { PathCheck } from "./tools/PathCheck";

/** What helps with a value, below it. */
export function FieldTools({ field, value }: { section: string; field: Field; value: Json }) {
  if (field.type === "path") return <PathCheck path={typeof value === "string" ? value : ""} />;
  return null;
}
