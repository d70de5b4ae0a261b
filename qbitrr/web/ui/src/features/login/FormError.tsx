import { ApiError } from "@/api/errors";
import { texts } from "@/texts";

/** Why a form was refused, and when it can be sent again. */
export function FormError({ error }: { error: Error }) {
  const seconds = error instanceof ApiError ? error.retryAfterSeconds : 0;
  return <p role="alert" className="form-error">{error.message}{seconds > 0 && ` ${texts.errors.retryIn(seconds)}`}</p>;
}
