import type { UseQueryResult } from "@tanstack/react-query";
import { useEffect, useState, type ReactNode } from "react";
import { texts } from "@/texts";
import { Failure } from "./Failure";
import { Skeletons } from "./Skeletons";

const SLOW_MS = 8_000;

/** What a query brings: skeletons of the result before it is there, an error in its place; later failures leave the data. */
export function Asked<T>({ query, skeleton, children }: { query: UseQueryResult<T>; skeleton?: ReactNode; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return <>{skeleton ?? <Skeletons />}<Slow /></>;
}

/** Says that it takes long, once it does. */
function Slow() {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSlow && <p className="quiet slow" role="status">{texts.errors.waiting}</p>;
}
