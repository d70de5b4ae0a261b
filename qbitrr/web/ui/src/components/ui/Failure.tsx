import { Button } from "@mantine/core";
import { ApiError } from "@/api/errors";
import { texts } from "@/texts";
import "./empty.css";

/** An error where the thing would be: what, what to do, the id under which the log has more. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const known = error instanceof ApiError ? error : null;
  return (
    <div className="failure" role="alert">
      <p><strong>{texts.errors.title}.</strong> {error instanceof Error ? error.message : String(error)}</p>
      {known !== null && known.retryAfterSeconds > 0 && <p className="quiet">{texts.errors.retryIn(known.retryAfterSeconds)}</p>}
      {known?.requestId && <p className="quiet">{texts.errors.requestId} <code className="mono">{known.requestId}</code> · <a href="#/logs">{texts.errors.logs}</a></p>}
      {retry && <Button variant="default" size="xs" onClick={retry}>{texts.errors.retry}</Button>}
    </div>
  );
}
