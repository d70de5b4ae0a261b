import { ApiError } from "./errors";
import { apiUrl, type Query } from "@/lib/base";
import { texts } from "@/texts";

export interface Asked {
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

type Method = "GET" | "POST" | "DELETE";

let whenUnauthorized: () => void = () => undefined;

/** *listener* hears of every answer that says the session is over. */
export function onUnauthorized(listener: () => void): void {
  whenUnauthorized = listener;
}

/** The JSON of an answer; every other ending is an ApiError. */
export const request = async (method: Method, path: string, asked: Asked = {}): Promise<unknown> => (await exchange(method, path, asked)).value;

/** The same with the revision its `ETag` names, empty for none. */
export async function getWithRevision(path: string, asked?: Asked): Promise<{ value: unknown; revision: string }> {
  const { value, answer } = await exchange("GET", path, asked);
  return { value, revision: (answer.headers.get("etag") ?? "").replace(/^W\//, "").replaceAll('"', "") };
}

async function exchange(method: Method, path: string, { query, body, signal }: Asked = {}): Promise<{ value: unknown; answer: Response }> {
  const headers: Record<string, string> = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const wish: RequestInit = { method, headers, credentials: "same-origin", redirect: "follow" };
  if (body !== undefined) wish.body = JSON.stringify(body);
  if (signal) wish.signal = signal;
  const answer = await fetched(apiUrl(path, query), wish);
  const text = await answer.text().catch(() => {
    throw new ApiError(texts.errors.cutOff, facts(answer));
  });
  if (answer.ok) return { value: decoded(text, answer), answer };
  if (answer.status === 401) whenUnauthorized();
  throw refusal(text, answer);
}

export const get = (path: string, asked?: Asked): Promise<unknown> => request("GET", path, asked);
export const post = (path: string, body: unknown = {}): Promise<unknown> => request("POST", path, { body });
export const remove = (path: string, query?: Query): Promise<unknown> => request("DELETE", path, query ? { query } : {});

async function fetched(url: string, wish: RequestInit): Promise<Response> {
  try {
    return await fetch(url, wish);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(texts.errors.unreachable);
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
