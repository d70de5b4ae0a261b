import { Page } from "@/components/ui/Page";
import { texts } from "@/texts";

export function ActivityPage() {
  return <Page name={texts.activity.title} sentence={texts.activity.title}>{null}</Page>;
}
