import { Page } from "@/components/ui/Page";
import { texts } from "@/texts";

export function ProcessesPage() {
  return <Page name={texts.processes.title} sentence={texts.processes.title}>{null}</Page>;
}
