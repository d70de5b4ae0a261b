import { Page } from "@/components/ui/Page";
import { texts } from "@/texts";

export function QbittorrentPage() {
  return <Page name={texts.qbittorrent.title} sentence={texts.qbittorrent.title}>{null}</Page>;
}
