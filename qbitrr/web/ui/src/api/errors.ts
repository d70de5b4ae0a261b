/** The code of an answer that did not come in time. */
export const SLOW = "SLOW";

/** What went wrong with a request, in a form the page can explain. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly retryAfterSeconds: number;
  /** The body, if it was a JSON object. */
  readonly body: Record<string, unknown>;

  constructor(message: string, facts: Partial<Pick<ApiError, "status" | "code" | "requestId" | "retryAfterSeconds" | "body">> = {}) {
    super(message);
    this.status = facts.status ?? 0;
    this.code = facts.code ?? "";
    this.requestId = facts.requestId ?? "";
    this.retryAfterSeconds = facts.retryAfterSeconds ?? 0;
    this.body = facts.body ?? {};
  }

  /** Whether the same request may succeed later by itself. */
  get isPassing(): boolean {
    return this.code !== SLOW && (this.status === 0 || this.status === 429 || this.status >= 500);
  }
}
