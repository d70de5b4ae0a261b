import { Page } from "@/components/ui/Page";
import { texts } from "@/texts";

export function LogsPage() {
  return <Page name={texts.logs.title} sentence={texts.logs.title}>{null}</Page>;
}
