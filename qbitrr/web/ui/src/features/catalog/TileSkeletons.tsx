import { texts } from "@/texts";

/** Boxes of 2:3 with two lines below: nothing jumps when the entries are there. */
export function TileSkeletons() {
  return (
    <div className="catalog-tiles catalog-waiting" role="status" aria-label={texts.common.loading}>
      {Array.from({ length: 12 }, (_, index) => <span key={index} className="catalog-tile"><span className="catalog-poster" /><span className="catalog-line" /><span className="catalog-line short" /></span>)}
    </div>
  );
}
