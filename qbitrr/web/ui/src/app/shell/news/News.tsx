import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { metaQuery } from "@/api/meta";
import { before, see, seenVersion } from "./version";

const NewsPanel = lazy(() => import("./NewsPanel"));

/** After an update, what is new: once for each browser and version, beside the page and not in its way. */
export function News() {
  const { data: meta } = useQuery(metaQuery);
  const [seen, setSeen] = useState(seenVersion);
  const running = meta?.current_version ?? "";
  if (running !== "" && seen === null) setSeen(running);
  useEffect(() => { if (seen !== null) see(seen); }, [seen]);
  const earlier = before(running, seen);
  if (!meta || earlier === null) return null;
  return <Suspense fallback={null}><NewsPanel meta={meta} earlier={earlier} onClose={() => setSeen(running)} /></Suspense>;
}
