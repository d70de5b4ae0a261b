import { ApiError, SLOW } from "./errors";
import { apiUrl, type Query } from "@/lib/base";
import { texts } from "@/texts";

export interface Asked {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

type Method = "GET" | "POST" | "DELETE";

/** The ways in: what they refuse is no end of a session. */
const ENTRANCES: readonly string[] = ["login", "logout", "auth/set-password"];
/** No page waits longer for what it shows; what changes something may take its time. */
const LONGEST_READ_MS = 60_000;

let signInAgain: (() => Promise<void>) | null = null;

/**
 * *again* is called for every answer that says the session is over. Once what it returns fires, the request is sent a second time; with
 * null nobody is waited for.
 */
export function onUnauthorized(again: (() => Promise<void>) | null): void {
  signInAgain = again;
}

/** The JSON of an answer; every other ending is an ApiError. */
export const request = async (method: Method, path: string, asked: Asked = {}): Promise<unknown> => (await exchange(method, path, asked)).value;

/** The same with the revision its `ETag` names, empty for none. */
export async function getWithRevision(path: string, asked?: Asked): Promise<{ value: unknown; revision: string }> {
  const { value, answer } = await exchange("GET", path, asked);
  return { value, revision: (answer.headers.get("etag") ?? "").replace(/^W\//, "").replaceAll('"', "") };
}

/** Some bytes of a file, in the spelling of a `Range` header; an answer that there are none (416) is one, too. */
export async function getBytes(path: string, range: string): Promise<{ answer: Response; bytes: Uint8Array }> {
  const wish: RequestInit = { method: "GET", headers: { Range: `bytes=${range}` }, credentials: "same-origin", cache: "no-store" };
  const { answer, body } = await sent(path, apiUrl(path), wish, undefined, (from) => from.arrayBuffer());
  if (!answer.ok && answer.status !== 416) throw refusal(new TextDecoder().decode(body), answer);
  return { answer, bytes: new Uint8Array(body) };
}

async function exchange(method: Method, path: string, { query, body, signal }: Asked = {}): Promise<{ value: unknown; answer: Response }> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const wish: RequestInit = { method, headers, credentials: "same-origin", redirect: "follow" };
  if (body !== undefined) wish.body = JSON.stringify(body);
  const { answer, body: text } = await sent(path, apiUrl(path, query), wish, signal, (from) => from.text());
  if (answer.ok) return { value: decoded(text, answer), answer };
  throw refusal(text, answer);
}

export const get = (path: string, asked?: Asked): Promise<unknown> => request("GET", path, asked);
export const post = (path: string, body: unknown = {}): Promise<unknown> => request("POST", path, { body });
export const remove = (path: string, query?: Query): Promise<unknown> => request("DELETE", path, query ? { query } : {});

/** Sends it, and once more when whoever was signed out is signed in again. */
async function sent<T>(path: string, url: string, wish: RequestInit, signal: AbortSignal | undefined, taken: (answer: Response) => Promise<T>): Promise<{ answer: Response; body: T }> {
  const first = await fetched(url, wish, signal, taken);
  if (first.answer.status !== 401 || !signInAgain || ENTRANCES.includes(path)) return first;
  await signInAgain();
  return fetched(url, wish, signal, taken);
}

async function fetched<T>(url: string, wish: RequestInit, signal: AbortSignal | undefined, taken: (answer: Response) => Promise<T>): Promise<{ answer: Response; body: T }> {
  const late = new AbortController();
  const timer = wish.method === "GET" ? setTimeout(() => late.abort(), LONGEST_READ_MS) : undefined;
  let answer: Response | undefined;
  try {
    answer = await fetch(url, { ...wish, signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal });
    return { answer, body: await taken(answer) };
  } catch (error) {
    if (signal?.aborted) throw error;
    if (late.signal.aborted) throw new ApiError(texts.errors.slow, { code: SLOW });
    throw answer ? new ApiError(texts.errors.cutOff, facts(answer)) : new ApiError(texts.errors.unreachable);
  } finally {
    clearTimeout(timer);
  }
}

function decoded(text: string, answer: Response): unknown {
  if (answer.status === 204 || text === "") return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ApiError(texts.errors.notJson, facts(answer));
  }
}

function refusal(text: string, answer: Response): ApiError {
  let body: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) body = value as Record<string, unknown>;
  } catch {
    // A proxy's page in HTML: its words are for nobody.
  }
  const message = typeof body["error"] === "string" && body["error"] ? body["error"] : texts.errors.byStatus(answer.status);
  return new ApiError(message, {
    ...facts(answer),
    code: typeof body["code"] === "string" ? body["code"] : "",
    body,
  });
}

function facts(answer: Response) {
  const retry = Number(answer.headers.get("retry-after"));
  return {
    status: answer.status,
    requestId: answer.headers.get("x-request-id") ?? "",
    retryAfterSeconds: Number.isFinite(retry) ? retry : 0,
  };
}
