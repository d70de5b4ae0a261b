import "@fontsource-variable/jetbrains-mono/wght.css";
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Asked } from "@/components/ui/Asked";
import { Empty } from "@/components/ui/Empty";
import { Page } from "@/components/ui/Page";
import { texts } from "@/texts";
import { filesQuery } from "./api";
import { Logs } from "./Logs";
import "./logs.css";

const t = texts.logs;

export function LogsPage() {
  const query = useQuery(filesQuery);
  if (query.data !== undefined && query.data.length > 0) return <Logs files={query.data} />;
  return (
    <Page name={t.title} sentence={t.title}>
      <Asked query={query}>{() => <Empty title={t.noFiles} action={<Button variant="default" component="a" href="#/config/Settings">{texts.common.settings}</Button>}>{t.noFilesText}</Empty>}</Asked>
    </Page>
  );
}
