import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useStream } from "@/api/live/store";
import { metaQuery } from "@/api/meta";
import { Glyph } from "@/components/ui/Glyph";
import { texts } from "@/texts";

const t = texts.news;

/** The program was replaced while this page is open: the page goes on until somebody reloads it. */
export function Renewed() {
  const queries = useQueryClient();
  const { data: meta } = useQuery(metaQuery);
  const { isConnected, heardAt } = useStream();
  const version = meta?.current_version ?? "";
  const [first, setFirst] = useState("");
  if (first === "" && version !== "") setFirst(version);
  // What answers after a pause may be another version.
  const isBack = isConnected && heardAt > 0;
  useEffect(() => { if (isBack) void queries.invalidateQueries({ queryKey: metaQuery.queryKey }); }, [isBack, queries]);
  if (first === "" || version === "" || version === first) return null;
  return (
    <div className="banner mood-wait" role="status">
      <Glyph mood="wait" />
      <span>{t.renewed(version)}</span>
      <Button size="compact-xs" variant="default" onClick={() => window.location.reload()}>{t.reload}</Button>
    </div>
  );
}
