import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { get } from "@/api/client";
import { Card } from "@/components/ui/Page";
import { apiUrl } from "@/lib/base";
import { save } from "@/lib/saving";
import { texts } from "@/texts";
import { gathered } from "./diagnostics";

const t = texts.system.diagnostics;

/** What to pass on to who is asked for help, as a file, with secrets hidden. */
export function Diagnostics() {
  const gather = useMutation({
    mutationFn: async () => {
      const at = new Date();
      save(JSON.stringify(await gathered(get, at), null, 2), `qbitrr-diagnostics-${at.toISOString().slice(0, 10)}.json`, "application/json");
    },
  });
  return (
    <Card title={t.title}>
      <div className="system-stack">
        <p className="quiet">{t.text}</p>
        <div className="system-side">
          <Button variant="default" loading={gather.isPending} leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />} onClick={() => gather.mutate()}>{t.button}</Button>
          <Button component="a" variant="default" href={apiUrl("logs/Main.log/download")} download>{t.log}</Button>
        </div>
      </div>
    </Card>
  );
}
