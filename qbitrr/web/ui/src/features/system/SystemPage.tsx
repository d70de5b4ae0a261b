import { Page } from "@/components/ui/Page";
import { texts } from "@/texts";

export function SystemPage() {
  return <Page name={texts.system.title} sentence={texts.system.title}>{null}</Page>;
}
