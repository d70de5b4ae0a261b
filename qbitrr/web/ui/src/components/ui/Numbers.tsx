import { bytes, type Measure } from "@/lib/format";

function Said({ figure, unit }: Measure) {
  return (
    <span className="number">
      {figure}
      {unit && <span className="unit">{"\u202f"}{unit}</span>}
    </span>
  );
}

/** A size, or what moves *perSecond*. */
export function Bytes({ size, perSecond = false }: { size: number | null | undefined; perSecond?: boolean }) {
  const { figure, unit } = bytes(size);
  return <Said figure={figure} unit={perSecond && unit ? `${unit}/s` : unit} />;
}
