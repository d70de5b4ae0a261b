import { useElementSize } from "@mantine/hooks";
import { useState, type PointerEvent } from "react";
import { texts } from "@/texts";
import { lastOf, lineScale, pathOf, sampled, type Line, type LineScale } from "./lines";
import "./charts.css";

interface LinesProps {
  label: string;
  lines: readonly Line[];
  /** When the first span begins and how long each is, in ms. */
  since: number;
  step: number;
  /** How a value is written, and a time on the axis and in full. */
  write: (value: number) => string;
  short: (at: number) => string;
  long: (at: number) => string;
  /** A line that means something, with its word. */
  threshold?: { value: number; word: string } | undefined;
  height?: number;
}

const LEFT = 60;
const BELOW = 22;
const ABOVE = 8;
const MOST_ROWS = 60;

/** Figures over time, straight from one measurement to the next; each with its last value beside its name, and all of them as a table. */
export function Lines(props: LinesProps) {
  const { label, lines, write } = props;
  const [isTable, setTable] = useState(false);
  const [at, setAt] = useState<number | null>(null);
  const isKnown = lines.some(({ values }) => lastOf(values));
  return (
    <figure className="chart" aria-label={label}>
      <figcaption className="chart-key">
        {lines.map((line) => {
          const value = at === null ? lastOf(line.values)?.value : line.values[at];
          return <span key={line.key}><i style={{ background: line.color }} aria-hidden />{line.label} <b>{value === null || value === undefined ? texts.common.none : write(value)}</b></span>;
        })}
        {!isKnown && <span className="quiet">{texts.charts.nothingYet}</span>}
        <button type="button" className="chart-switch" onClick={() => setTable(!isTable)}>{isTable ? texts.common.asChart : texts.common.asTable}</button>
      </figcaption>
      {isTable ? <Table {...props} /> : <Picture {...props} at={at} onAt={setAt} />}
    </figure>
  );
}

function Picture({ label, lines, since, step, write, short, long, threshold, height = 150, at, onAt }: LinesProps & { at: number | null; onAt: (at: number | null) => void }) {
  const { ref, width } = useElementSize();
  const all = Math.max(240, width || 600);
  const length = Math.max(2, ...lines.map(({ values }) => values.length));
  const scale = lineScale(lines, { width: all - LEFT - 6, height, length, ...(threshold ? { threshold: threshold.value } : {}) });
  const move = (event: PointerEvent<SVGSVGElement>) => {
    const part = (event.clientX - event.currentTarget.getBoundingClientRect().left - LEFT) / (all - LEFT - 6);
    onAt(Math.max(0, Math.min(length - 1, Math.round(part * (length - 1)))));
  };
  return (
    <div ref={ref} className="chart-picture">
      <svg width={all} height={height + BELOW + ABOVE} role="img" aria-label={label} onPointerMove={move} onPointerLeave={() => onAt(null)}>
        <g transform={`translate(${LEFT} ${ABOVE})`}>
          <Ticks scale={scale} width={all - LEFT} write={write} />
          {lines.map((line) => <Drawn key={line.key} line={line} scale={scale} ground={height} />)}
          {threshold && (
            <g transform={`translate(0 ${scale.y(threshold.value)})`}>
              <line x2={all - LEFT} className="chart-threshold" />
              <text className="chart-word" x={all - LEFT - 6} y={-4} textAnchor="end">{threshold.word}</text>
            </g>
          )}
          {at !== null && <line className="chart-cross" x1={scale.x(at)} x2={scale.x(at)} y1={0} y2={height} />}
          <Axis {...{ length, since, step, width: all - LEFT, y: height + 16, scale, short }} />
          {at !== null && <text className="chart-word" x={Math.min(scale.x(at), all - LEFT - 140)} y={height + 16}>{long(since + at * step)}</text>}
        </g>
      </svg>
    </div>
  );
}

function Ticks({ scale, width, write }: { scale: LineScale; width: number; write: LinesProps["write"] }) {
  return scale.ticks.map((tick) => (
    <g key={tick} transform={`translate(0 ${scale.y(tick)})`}>
      <line x2={width} className={tick === 0 ? "chart-zero" : "chart-line"} />
      <text x={-8} dy="0.32em" textAnchor="end">{tick === 0 ? "0" : write(tick)}</text>
    </g>
  ));
}

function Drawn({ line, scale, ground }: { line: Line; scale: LineScale; ground: number }) {
  const path = pathOf(line.values, scale);
  const last = lastOf(line.values);
  const isWhole = line.values.length > 1 && line.values.every((value) => value !== null);
  return (
    <>
      {isWhole && <path d={`${path}V${ground}H0Z`} style={{ fill: line.color }} className="chart-area" />}
      <path d={path} style={{ stroke: line.color }} className="chart-stroke" />
      {last && <circle cx={scale.x(last.index)} cy={scale.y(last.value)} r={3} style={{ fill: line.color }} />}
    </>
  );
}

function Axis({ length, since, step, width, y, scale, short }: { length: number; since: number; step: number; width: number; y: number; scale: LineScale; short: LinesProps["short"] }) {
  const count = Math.max(2, Math.min(length, Math.floor(width / 110) + 1));
  const places = [...new Set(Array.from({ length: count }, (_, place) => Math.round((place * (length - 1)) / (count - 1))))];
  // Where spans are shorter than what the axis says, a time stands there once.
  return places.filter((index, place) => place === 0 || short(since + index * step) !== short(since + (places[place - 1] ?? 0) * step)).map((index) => (
    <text key={index} x={scale.x(index)} y={y} className="chart-when" textAnchor={index === 0 ? "start" : index === length - 1 ? "end" : "middle"}>{short(since + index * step)}</text>
  ));
}

function Table({ label, lines, since, step, write, long }: LinesProps) {
  const length = Math.max(0, ...lines.map(({ values }) => values.length));
  return (
    <div className="chart-table" role="region" aria-label={label} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{label}</caption>
        <thead><tr><th scope="col">{texts.charts.from}</th>{lines.map((line) => <th key={line.key} scope="col" className="number">{line.label}</th>)}</tr></thead>
        <tbody>
          {sampled(length, MOST_ROWS).map((index) => (
            <tr key={index}>
              <th scope="row">{long(since + index * step)}</th>
              {lines.map((line) => <td key={line.key} className="number">{line.values[index] === null || line.values[index] === undefined ? texts.common.none : write(line.values[index])}</td>)}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
