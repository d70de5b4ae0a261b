import { useElementSize } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { texts } from "@/texts";
import { overviewQuery } from "./api";
import { buckets, byteNear, stampMs, stampText } from "./model/spans";

const t = texts.logs;
const BAR_PX = 7;

/** Lines of a file over time, by level. A press leads to where they stand; arrows go from bar to bar. */
export function Spread({ file, at, onSeek }: { file: string; at: string; onSeek: (byte: number) => void }) {
  const { data } = useQuery(overviewQuery(file));
  const { ref, width } = useElementSize();
  const slider = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<number | null>(null);
  const count = Math.max(24, Math.min(240, Math.floor(width / BAR_PX)));
  const found = data ? buckets(data.samples, data.size, count) : [];
  if (!data || found.length === 0) return <div ref={ref} className="logs-spread bare" />;
  const most = Math.max(1, ...found.map(({ error, warn, other }) => error + warn + other));
  const step = (found[1]?.from ?? 0) - (found[0]?.from ?? 0);
  const now = stampMs(at);
  const index = now === null || step <= 0 ? count - 1 : Math.min(count - 1, Math.max(0, Math.floor((now - (found[0]?.from ?? 0)) / step)));
  const go = (to: number) => {
    const bucket = found[Math.min(count - 1, Math.max(0, to))];
    if (bucket) onSeek(byteNear(data.samples, data.size, bucket.from));
  };
  const placeOf = (x: number) => {
    const box = slider.current?.getBoundingClientRect();
    return box && box.width > 0 ? Math.floor(((x - box.left) / box.width) * count) : 0;
  };
  const said = found[hovered ?? index];
  const last = found.at(-1);
  return (
    <figure ref={ref} className="logs-spread">
      <div ref={slider} className="logs-slider" role="slider" tabIndex={0} aria-label={t.spread} aria-valuemin={0} aria-valuemax={count - 1} aria-valuenow={index} aria-valuetext={said ? stampText(said.from) : ""}
        onKeyDown={(event) => {
          const by = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageUp: -10, PageDown: 10 }[event.key];
          if (by === undefined) return;
          event.preventDefault();
          go(index + by);
        }}
        onPointerMove={(event) => { setHovered(Math.min(count - 1, Math.max(0, placeOf(event.clientX)))); }} onPointerLeave={() => setHovered(null)}
        onPointerDown={(event) => { if (event.button === 0) event.currentTarget.setPointerCapture(event.pointerId); }} onPointerUp={(event) => { if (event.button === 0) go(placeOf(event.clientX)); }}>
        <svg viewBox={`0 0 ${count} 40`} preserveAspectRatio="none" aria-hidden="true">
          {found.map((bucket, each) => {
            const tall = (value: number) => (value > 0 ? Math.max(1.5, (value / most) * 38) : 0);
            const [error, warn, other] = [tall(bucket.error), tall(bucket.warn), tall(bucket.other)];
            return (
              <g key={bucket.from} className={each === hovered ? "hovered" : undefined}>
                <rect className="other" x={each + 0.1} width={0.8} y={40 - other} height={other} />
                <rect className="warn" x={each + 0.1} width={0.8} y={40 - other - warn} height={warn} />
                <rect className="error" x={each + 0.1} width={0.8} y={40 - other - warn - error} height={error} />
              </g>
            );
          })}
        </svg>
        <span className="logs-here" style={{ left: `${((index + 0.5) / count) * 100}%` }} />
      </div>
      <figcaption>
        <span>{stampText(found[0]?.from ?? 0)}</span>
        <span className="logs-said">{hovered !== null && said && t.spreadOf(stampText(said.from), Math.round(said.error + said.warn + said.other), Math.round(said.warn), Math.round(said.error), !data.is_whole)}</span>
        <span>{last && stampText(last.from + step)}</span>
      </figcaption>
    </figure>
  );
}
