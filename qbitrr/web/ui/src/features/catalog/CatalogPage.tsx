import { Page } from "@/components/ui/Page";
import { texts } from "@/texts";

export type Kind = "radarr" | "sonarr" | "lidarr" | "readarr";

export function CatalogPage({ kind }: { kind: Kind }) {
  return <Page name={texts.nav[kind]} sentence={texts.catalog.title}>{null}</Page>;
}
