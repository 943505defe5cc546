import { axesOf, shownOn, valueRange } from './axes.js';
import { legendOf } from './legend.js';
import { paintHeat, paintShades } from './painting.js';
import { themeOf } from './theme.js';

/** Draws a chart of the page with uPlot, in the place of the drawing that the page came with, as soon as it has a width. */
export function liveChart(figure, data, group) {
  const theme = themeOf(figure);
  const legend = legendOf(figure, data);
  const holder = document.createElement('div');
  holder.className = 'live';
  let drawn;
  const chart = {
    figure,
    data,
    group,
    holder,
    legend,
    plot: () => drawn,
    rangeChanged() {
      drawn?.setScale('x', { min: group.range[0], max: group.range[1] });
      figure.classList.toggle('is-zoomed', group.isZoomed());
    },
    /** Puts the cursor at a place of the axis, or takes it away. `here`: also at a height, which a heat map needs. */
    point(value, here, top = -10) {
      if (!drawn) return;
      const left = value === undefined ? -10 : drawn.valToPos(value, 'x');
      drawn.setCursor({ left, top: here ? top : -10 }, true, false);
    },
    redraw() {
      theme.refresh();
      drawn?.redraw();
    },
    /** Another scale needs another chart. */
    setLog(log) {
      data.log = log;
      drawn?.destroy();
      drawn = new uPlot(optionsOf(chart, theme, holder.clientWidth), pointsOf(data), holder);
    },
  };
  new ResizeObserver(() => {
    const width = holder.clientWidth;
    if (width === 0) return;
    if (drawn) drawn.setSize({ width, height });
    else drawn = new uPlot(optionsOf(chart, theme, width), pointsOf(data), holder);
  }).observe(holder);
  figure.querySelector('.plot').after(holder);
  figure.classList.add('is-live');
  group.charts.push(chart);
  return chart;
}

const height = 212;

function pointsOf(data) {
  if (data.rows) return [data.at, data.at.map(() => 1)];
  return [data.at, ...data.values.map((values) => values.map((value) => shownOn(data, value)))];
}

function optionsOf(chart, theme, width) {
  const { data, group, legend } = chart;
  const isTime = data.along === 'time';
  return {
    width,
    height,
    padding: [10, 30, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: false, distr: isTime ? 1 : 3, range: () => group.range },
      y: { distr: data.log ? 3 : 1, range: valueRange(data) },
    },
    axes: axesOf(data, theme),
    series: [{}, ...seriesOf(data, theme)],
    cursor: {
      y: data.rows !== undefined,
      drag: { x: true, y: false, setScale: false },
      points: { show: data.rows === undefined, size: 7 },
      // The window of time is shared by the group; of the mouse only its place is passed on.
      ...(isTime && { sync: { key: 'time', scales: ['x', null], filters: { pub: isPlace } } }),
      bind: { dblclick: () => () => group.reset() },
    },
    hooks: {
      drawClear: [(plot) => paintShades(plot, data, theme)],
      draw: data.rows ? [(plot) => paintHeat(plot, data, theme)] : [],
      setCursor: [(plot) => tell(plot, data, legend)],
      setSelect: [(plot) => zoomToSelection(plot, group)],
    },
  };
}

function isPlace(type) {
  return type === 'mousemove' || type === 'mouseleave';
}

function seriesOf(data, theme) {
  if (data.rows) return [{ paths: () => null, points: { show: false } }];
  return data.values.map((_, tone) => ({
    stroke: () => theme.tone(tone),
    width: 1.6,
    dash: data.dashed[tone] ? [5, 4] : undefined,
    points: {
      show: true,
      size: 4,
      fill: () => theme.tone(tone),
      filter: (_plot, series) => lonely(data.values[series - 1]),
    },
    ...(data.stepped && { paths: uPlot.paths.stepped({ align: 1 }), points: { show: false } }),
  }));
}

/** Values between gaps: no line shows them. */
function lonely(values) {
  return values.flatMap((value, index) => {
    const [before, after] = [values[index - 1] ?? null, values[index + 1] ?? null];
    return value !== null && before === null && after === null ? [index] : [];
  });
}

function tell(plot, data, legend) {
  const { idx, left, top } = plot.cursor;
  if (idx === null || idx === undefined || left < 0) legend.rest();
  else legend.show(idx, rowAt(plot, data, top));
}

/** The row of a heat map at this height; none where the cursor is another chart's. */
export function rowAt(plot, data, top) {
  if (!data.rows || !(top >= 0)) return undefined;
  const row = Math.floor(Math.log10(plot.posToVal(top, 'y')) * 10 + 1e-9) - data.firstRow;
  return Math.min(Math.max(row, 0), data.rows - 1);
}

function zoomToSelection(plot, group) {
  const { left, width } = plot.select;
  if (width < 3) return;
  const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')];
  plot.setSelect({ left: 0, width: 0 }, false);
  group.show(from, to);
}
