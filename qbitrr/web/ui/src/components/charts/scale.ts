/** One kind of thing that is counted, drawn above the zero line or below it. */
export interface Series {
  key: string;
  label: string;
  color: string;
  isDown?: boolean;
}

export interface Column {
  /** When it begins, in ms. */
  at: number;
  values: Readonly<Record<string, number>>;
}

export interface Block {
  key: string;
  top: number;
  height: number;
}

export interface Scale {
  up: number;
  down: number;
  ticks: readonly number[];
  /** Where a value is, negative ones below the zero line. */
  y(value: number): number;
}

/** The next of 1, 2, 5, 10, 20, 25, 50 … */
export function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  const steps = power >= 10 ? [1, 2, 2.5, 5, 10] : [1, 2, 5, 10];
  return (steps.find((each) => each * power >= least) ?? 10) * power;
}

const sum = (column: Column, series: readonly Series[], isDown: boolean): number =>
  series.reduce((total, each) => (Boolean(each.isDown) === isDown ? total + (column.values[each.key] ?? 0) : total), 0);

/** Both sides on one scale, so that bars can be compared; at most four lines beside the zero. */
export function scaleOf(columns: readonly Column[], series: readonly Series[], height: number): Scale {
  const most = (isDown: boolean) => Math.max(0, ...columns.map((column) => sum(column, series, isDown)));
  const down = most(true);
  const up = most(false) || (down ? 0 : 1);
  const step = niceStep((up + down) / 4);
  const least = Math.ceil(-down / step);
  const ticks = Array.from({ length: Math.floor(up / step) - least + 1 }, (_, index) => (least + index) * step || 0);
  return { up, down, ticks, y: (value) => ((up - value) / (up + down)) * height };
}

/** The blocks of a column, stacked away from the zero line with gaps of 2. */
export function blocksOf(column: Column, series: readonly Series[], scale: Scale): Block[] {
  const reached = { up: 0, down: 0 };
  return series.flatMap(({ key, isDown }) => {
    const value = column.values[key] ?? 0;
    if (value <= 0) return [];
    const side = isDown ? "down" : "up";
    const from = reached[side];
    reached[side] += value;
    const [outer, inner] = isDown ? [scale.y(-from), scale.y(-reached.down)] : [scale.y(reached.up), scale.y(from)];
    const gap = from > 0 ? 2 : 0;
    return [{ key, top: outer + (isDown ? gap : 0), height: Math.max(1, inner - outer - gap) }];
  });
}

const MINUTE = 60_000;
const ROUND_MINUTES = [1, 2, 5, 10, 15, 20, 30, 60, 120, 180, 240, 360, 720, 1440, 2880, 7200, 14400];

/** Which columns are called by their time on the axis: those that begin at the roundest times, *most* of them at the most. */
export function roundOnes(columns: readonly Column[], most: number): ReadonlySet<number> {
  const local = columns.map(({ at }) => at - new Date(at).getTimezoneOffset() * MINUTE);
  for (const each of ROUND_MINUTES) {
    const found = local.flatMap((at, index) => (at % (each * MINUTE) === 0 ? [index] : []));
    if (found.length > 0 && found.length <= most) return new Set(found);
  }
  const every = Math.ceil(columns.length / most);
  return new Set(columns.flatMap((_, index) => ((columns.length - 1 - index) % every === 0 ? [index] : [])));
}

export const totalOf = (columns: readonly Column[], key: string): number => columns.reduce((total, column) => total + (column.values[key] ?? 0), 0);
