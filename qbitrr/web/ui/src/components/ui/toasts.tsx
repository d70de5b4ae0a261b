import { CloseButton } from "@mantine/core";
import { ApiError } from "@/api/errors";
import { Shared, useShared } from "@/lib/shared";
import { texts } from "@/texts";
import "./toasts.css";

interface Toast {
  id: number;
  text: string;
  isError: boolean;
}

const MOST = 3;
const toasts = new Shared<readonly Toast[]>([]);
let last = 0;

/** Says something that the page itself does not show. The same text is said once at a time. */
export function say(text: string, isError = false): void {
  if (toasts.current.some((each) => each.text === text)) return;
  last += 1;
  const toast = { id: last, text, isError };
  toasts.set([...toasts.current, toast].slice(-MOST));
  setTimeout(() => dismiss(toast.id), isError ? 8000 : 3500);
}

/** An error with the id of its request. */
export function sayError(error: unknown): void {
  const id = error instanceof ApiError && error.requestId ? ` (${texts.errors.requestId} ${error.requestId})` : "";
  say(`${error instanceof Error ? error.message : String(error)}${id}`, true);
}

const dismiss = (id: number) => toasts.set(toasts.current.filter((each) => each.id !== id));

export function Toasts() {
  const shown = useShared(toasts);
  const list = (isError: boolean) => (
    <div aria-live={isError ? "assertive" : "polite"} role={isError ? "alert" : "status"}>
      {shown.filter((each) => each.isError === isError).map((each) => (
        <div key={each.id} className={isError ? "toast mood-bad" : "toast"}>
          <span>{each.text}</span>
          <CloseButton size="sm" aria-label={texts.common.close} onClick={() => dismiss(each.id)} />
        </div>
      ))}
    </div>
  );
  return <div className="toasts">{list(false)}{list(true)}</div>;
}
