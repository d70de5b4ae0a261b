import { lazy } from "react";
import type { Kind } from "@/features/catalog/CatalogPage";

const CatalogPage = lazy(async () => ({ default: (await import("@/features/catalog/CatalogPage")).CatalogPage }));

/** The page of one kind of library. */
export function catalogOf(kind: Kind) {
  return function Catalog() {
    return <CatalogPage key={kind} kind={kind} />;
  };
}
