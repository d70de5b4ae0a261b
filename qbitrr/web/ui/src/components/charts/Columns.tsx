import { useElementSize } from "@mantine/hooks";
import { useState } from "react";
import { number } from "@/lib/format";
import { texts } from "@/texts";
import { blocksOf, roundOnes, scaleOf, totalOf, type Column, type Series } from "./scale";
import "./charts.css";

interface ColumnsProps {
  label: string;
  series: readonly Series[];
  columns: readonly Column[];
  /** How the beginning of a column is called, on the axis and in full. */
  short: (at: number) => string;
  long: (at: number) => string;
  hrefOf?: (column: Column) => string;
  height?: number;
}

const LEFT = 32;
const BELOW = 20;

/** Stacked columns over time, some below the zero line; its key has the sums, and the table has every number. */
export function Columns({ label, series, columns, short, long, hrefOf, height = 168 }: ColumnsProps) {
  const [isTable, setTable] = useState(false);
  const present = series.filter((each) => totalOf(columns, each.key) > 0);
  return (
    <figure className="chart" aria-label={label}>
      <figcaption className="chart-key">
        {present.map((each) => (
          <span key={each.key}><i style={{ background: each.color }} aria-hidden />{each.label} <b>{number(totalOf(columns, each.key))}</b></span>
        ))}
        {present.length === 0 && <span className="quiet">{texts.charts.nothing}</span>}
        <button type="button" className="chart-switch" onClick={() => setTable(!isTable)}>{isTable ? texts.common.asChart : texts.common.asTable}</button>
      </figcaption>
      {isTable
        ? <Table label={label} series={present} columns={columns} long={long} />
        : <Picture {...{ label, series, columns, short, long, height, ...(hrefOf ? { hrefOf } : {}) }} />}
    </figure>
  );
}

function Picture({ label, series, columns, short, long, hrefOf, height = 168 }: ColumnsProps) {
  const { ref, width } = useElementSize();
  const all = Math.max(240, width || 600);
  const scale = scaleOf(columns, series, height);
  const step = (all - LEFT) / Math.max(1, columns.length);
  const labelled = roundOnes(columns, Math.max(2, Math.floor((all - LEFT) / 84)));
  return (
    <div ref={ref} className="chart-picture">
      <svg width={all} height={height + BELOW + 8} role={hrefOf ? "group" : "img"} aria-label={label}>
        <g transform="translate(0 6)">
          {scale.ticks.map((tick) => (
            <g key={tick} transform={`translate(0 ${scale.y(tick)})`}>
              <line x1={LEFT} x2={all} className={tick === 0 ? "chart-zero" : "chart-line"} />
              <text x={LEFT - 6} dy="0.32em" textAnchor="end">{number(Math.abs(tick))}</text>
            </g>
          ))}
          {columns.map((column, index) => {
            const blocks = blocksOf(column, series, scale);
            const x = LEFT + index * step;
            const said = [long(column.at), ...series.filter((each) => column.values[each.key]).map((each) => `${each.label}: ${column.values[each.key]}`)].join("\n");
            const drawn = (
              <>
                <title>{said}</title>
                <rect x={x} y={0} width={step} height={height} className="chart-touch" />
                {blocks.map((block) => (
                  <rect key={block.key} x={x + step * 0.14} y={block.top} width={step * 0.72} height={block.height} rx={Math.min(2, step * 0.2)}
                    style={{ fill: series.find((each) => each.key === block.key)?.color }} />
                ))}
              </>
            );
            return hrefOf && blocks.length > 0
              ? <a key={column.at} href={hrefOf(column)} tabIndex={-1} className="chart-column">{drawn}</a>
              : <g key={column.at} className="chart-column">{drawn}</g>;
          })}
          {columns.map((column, index) => labelled.has(index) && (
            <text key={column.at} x={LEFT + (index + 0.5) * step} y={height + 16} textAnchor={index === columns.length - 1 && step < 40 ? "end" : "middle"}>{short(column.at)}</text>
          ))}
        </g>
      </svg>
    </div>
  );
}

function Table({ label, series, columns, long }: Pick<ColumnsProps, "label" | "series" | "columns" | "long">) {
  const filled = columns.filter((column) => series.some((each) => column.values[each.key]));
  return (
    <div className="chart-table" role="region" aria-label={label} tabIndex={0}>
      <table>
        <caption className="visually-hidden">{label}</caption>
        <thead><tr><th scope="col">{texts.charts.from}</th>{series.map((each) => <th key={each.key} scope="col" className="number">{each.label}</th>)}</tr></thead>
        <tbody>
          {[...filled].reverse().map((column) => (
            <tr key={column.at}><th scope="row">{long(column.at)}</th>{series.map((each) => <td key={each.key} className="number">{number(column.values[each.key] ?? 0)}</td>)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
