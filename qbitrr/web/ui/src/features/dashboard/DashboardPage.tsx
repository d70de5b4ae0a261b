import { Page } from "@/components/ui/Page";
import { texts } from "@/texts";

export function DashboardPage() {
  return <Page name={texts.dashboard.title} sentence={texts.dashboard.title}>{null}</Page>;
}
