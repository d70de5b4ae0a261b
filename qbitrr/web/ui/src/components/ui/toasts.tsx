import { CloseButton } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { ApiError } from "@/api/errors";
import { dismiss, tell, useNotices } from "@/lib/notices";
import { texts } from "@/texts";
import "./toasts.css";

/** Says something that the page itself does not show. */
export const say = tell;

/** An error with the id of its request. */
export function sayError(error: unknown): void {
  const id = error instanceof ApiError && error.requestId ? ` (${texts.errors.requestId} ${error.requestId})` : "";
  say(`${error instanceof Error ? error.message : String(error)}${id}`, true);
}

export function Toasts() {
  const { shown } = useNotices();
  const leave = (id: number) => ({ onKeyDown: (event: KeyboardEvent) => { if (event.key === "Escape") dismiss(id); } });
  const list = (isError: boolean) => (
    <div aria-live={isError ? "assertive" : "polite"} role={isError ? "alert" : "status"}>
      {shown.filter((each) => each.isError === isError).map((each) => (
        <div key={each.id} className={isError ? "toast mood-bad" : "toast"}>
          <span>{each.text}</span>
          <CloseButton size="sm" aria-label={texts.common.close} onClick={() => dismiss(each.id)} {...leave(each.id)} />
        </div>
      ))}
    </div>
  );
  return <div className="toasts">{list(false)}{list(true)}</div>;
}
