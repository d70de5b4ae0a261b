import { queryOptions } from "@tanstack/react-query";
import * as z from "zod/mini";
import { get } from "@/api/client";
import { flag, read, rows, table, text, words } from "@/api/reading";
import type { Json } from "../model/json";

const value = z.catch(z.unknown(), null) as unknown as z.ZodMiniType<Json>;
const sentinel = z.object({ value: z.union([z.number(), z.string()]), meaning: text, words });
const condition = z.object({ keys: words, values: z.optional(z.array(value)) });
const basic = {
  key: z.string(), path: z.array(z.string()), label: text, kind: text, type: text, group: text, default: value, description: text, comments: words,
  required: flag, secure: flag, nullable: flag, readOnly: flag, uiExpose: flag, hasEffect: z.catch(z.boolean(), true),
  reload: z.catch(z.object({ type: text, effect: text }), { type: "", effect: "" }),
  options: z.catch(z.array(z.union([z.string(), z.number()])), []), placeholder: text, unit: text, minimum: z.optional(z.number()), maximum: z.optional(z.number()),
  arrKinds: words, defaultByArrKind: z.catch(z.record(z.string(), value), {}), sentinels: rows(sentinel), visibleWhen: rows(condition), inherits: text, env: text,
}; // prettier-ignore
const entry = z.object(basic);
const field = z.object({ ...basic, entries: rows(entry) });

export type Field = z.infer<typeof entry> & { entries?: Field[] };
export type Condition = z.infer<typeof condition>;
export type Schema = Record<string, Field[]>;

/** The fields of each kind of section. They only change with the program. */
export const schemaQuery = queryOptions({
  queryKey: ["config-schema"],
  queryFn: async ({ signal }): Promise<Schema> => read(z.object({ sections: table(rows(field)) }), await get("config/schema", { signal })).sections,
  staleTime: Infinity,
});
