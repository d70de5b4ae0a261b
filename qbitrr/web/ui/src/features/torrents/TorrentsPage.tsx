import { Page } from "@/components/ui/Page";
import { texts } from "@/texts";

export function TorrentsPage() {
  return <Page name={texts.torrents.title} sentence={texts.torrents.title}>{null}</Page>;
}
