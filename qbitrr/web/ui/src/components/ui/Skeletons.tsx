import { texts } from "@/texts";
import "./empty.css";

/** Grey shapes of rows that are coming; they wait 300 ms, so that nothing flickers. */
export function Skeletons({ rows = 6, height = "var(--row)" }: { rows?: number; height?: string }) {
  return (
    <div className="skeleton" role="status" aria-label={texts.common.loading}>
      {Array.from({ length: rows }, (_, index) => <span key={index} style={{ height, width: `${100 - ((index * 7) % 20)}%` }} />)}
    </div>
  );
}
