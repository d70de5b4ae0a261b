import { bytes, type Measure } from "@/lib/format";

function Said({ figure, unit }: Measure) {
  return (
    <span className="number">
      {figure}
      {unit && <span className="unit">{"\u202f"}{unit}</span>}
    </span>
  );
}

export const Bytes = ({ size }: { size: number | null | undefined }) => <Said {...bytes(size)} />;
