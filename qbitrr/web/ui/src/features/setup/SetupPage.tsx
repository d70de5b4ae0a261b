import { Page } from "@/components/ui/Page";
import { texts } from "@/texts";

export function SetupPage() {
  return <Page name={texts.setup.title} sentence={texts.setup.title}>{null}</Page>;
}
