import { Page } from "@/components/ui/Page";
import { texts } from "@/texts";

export function QuarantinePage() {
  return <Page name={texts.quarantine.title} sentence={texts.quarantine.title}>{null}</Page>;
}
