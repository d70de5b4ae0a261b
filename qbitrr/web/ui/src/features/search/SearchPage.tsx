import { Page } from "@/components/ui/Page";
import { texts } from "@/texts";

export function SearchPage() {
  return <Page name={texts.search.title} sentence={texts.search.title}>{null}</Page>;
}
