export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Applies a JSON merge patch (RFC 7386). What did not change stays the same object, so that only what changed is drawn anew. */
export function merged(old: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: { [key: string]: Json } = isObject(old) ? { ...old } : {};
  for (const [key, value] of Object.entries(patch)) {
    // A key of that name would change the prototype, not the object.
    if (key === "__proto__") continue;
    if (value === null) delete result[key];
    else result[key] = merged(result[key], value);
  }
  return result;
}

const isObject = (value: Json | undefined): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
