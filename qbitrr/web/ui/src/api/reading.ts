import * as z from "zod/mini";
import { ApiError } from "./errors";
import { texts } from "@/texts";

/** A list in which an entry that is not as it should be is left out, and the others stay. */
export function rows<T>(entry: z.ZodMiniType<T>): z.ZodMiniType<T[]> {
  return z.pipe(
    z.catch(z.array(z.unknown()), []),
    z.transform((entries) => entries.flatMap((each) => one(entry, each))),
  ) as unknown as z.ZodMiniType<T[]>;
}

/** The same for an object of entries by their names. */
export function table<T>(entry: z.ZodMiniType<T>): z.ZodMiniType<Record<string, T>> {
  return z.pipe(
    z.catch(z.record(z.string(), z.unknown()), {}),
    z.transform((entries) => Object.fromEntries(Object.entries(entries).flatMap(([key, each]) => one(entry, each).map((good) => [key, good])))),
  ) as unknown as z.ZodMiniType<Record<string, T>>;
}

/** Members an old or a broken server may leave out. */
export const text = z.catch(z.string(), "");
export const textOrNull = z.catch(z.nullable(z.string()), null);
export const count = z.catch(z.number(), 0);
export const numberOrNull = z.catch(z.nullable(z.number()), null);
export const flag = z.catch(z.boolean(), false);
export const words = z.catch(z.array(z.string()), []);

/** *value* as *schema* says, or an ApiError that says the server answered something else. */
export function read<T>(schema: z.ZodMiniType<T>, value: unknown): T {
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  console.warn("an answer is not as expected", result.error);
  throw new ApiError(texts.errors.unexpected);
}

function one<T>(entry: z.ZodMiniType<T>, value: unknown): T[] {
  const result = z.safeParse(entry, value);
  if (!result.success) console.warn("an entry is left out", result.error);
  return result.success ? [result.data] : [];
}
