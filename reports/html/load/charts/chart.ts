import type { Along, Unit } from './units.ts';

/** Values along a chart; `null` leaves a gap. */
export type Values = readonly (number | null)[];

export interface Series {
  /** May be foreign text. */
  name: string;
  /** What is said of it where nothing is pointed at, such as `up to 12 ms`. */
  note: string;
  /** Stands beside the others for comparison. */
  dashed?: boolean;
}

/** Where values were taken, ascending, and those of each series. */
export interface Points {
  at: readonly number[];
  values: readonly Values[];
}

/** A stretch of time, in seconds since the window began. */
export interface Span {
  fromS: number;
  toS: number;
}

export interface Chart {
  /** Of letters, digits and dashes; unique in the page. */
  id: string;
  /** May hold foreign text. */
  title: string;
  hint?: string;
  along: Along;
  /** The ends of the axis. */
  from: number;
  to: number;
  unit: Unit;
  log: boolean;
  /** Values hold until the next: a distribution, not a curve. */
  stepped?: boolean;
  series: readonly Series[];
  /** For the drawing that needs no script, and for paper. */
  drawn: Points;
  /** For the chart that can be zoomed: the same, or finer. */
  live: Points;
  /** When the generator was past its limits. */
  shaded: readonly Span[];
  table: Table;
}

/** What is behind a chart, in figures. */
export interface Table {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
  /** What a row stands for. */
  saying: string;
}
