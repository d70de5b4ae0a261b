import { Page } from "@/components/ui/Page";
import { texts } from "@/texts";

export function ConfigPage() {
  return <Page name={texts.config.title} sentence={texts.config.title}>{null}</Page>;
}
