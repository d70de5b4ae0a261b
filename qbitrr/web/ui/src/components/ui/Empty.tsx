import type { ReactNode } from "react";
import "./empty.css";

/** What is missing, why, and one thing to do about it. */
export function Empty({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children && <p className="quiet">{children}</p>}
      {action && <div>{action}</div>}
    </div>
  );
}
