const timeSteps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** Both axes of a chart, in the words of the page. */
export function axesOf(data, theme) {
  const colours = {
    stroke: () => theme.named('--soft'),
    grid: { stroke: () => theme.named('--line'), width: 1 },
    ticks: { show: false },
    font: `12px ${theme.named('--sans')}`,
  };
  const inPlaces = (_chart, marks) =>
    marks.map((mark) => (mark === null ? '' : placeInWords[data.along](mark)));
  const along =
    data.along === 'time'
      ? { incrs: timeSteps, space: 60 }
      : { splits: powersOfTen, filter: (_chart, marks) => marks };
  return [
    { ...colours, ...along, size: 26, values: data.along === 'time' ? inPlaces : spaced(inPlaces) },
    {
      ...colours,
      size: 68,
      values: (_chart, marks) =>
        marks.map((mark) => (mark === null ? '' : mark === 0 ? '0' : inWords[data.unit](mark))),
    },
  ];
}

function powersOfTen(_chart, _axis, from, to) {
  const first = Math.ceil(Math.log10(from) - 1e-9);
  const last = Math.floor(Math.log10(to) + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => 10 ** (first + index));
}

/** As many as there is room for. */
function spaced(inPlaces) {
  return (chart, marks) => {
    const every = Math.ceil((marks.length * 76) / Math.max(76, chart.width - 98));
    return inPlaces(chart, marks).map((mark, index) => (index % every === 0 ? mark : ''));
  };
}

/** The least that is told apart on a logarithmic axis. */
const lowest = 0.1;

export function valueRange(data) {
  if (data.rows) return () => [10 ** (data.firstRow / 10), 10 ** ((data.firstRow + data.rows) / 10)];
  if (!data.log) return (_chart, _least, most) => [0, most > 0 ? uPlot.rangeNum(0, most, 0.1, true)[1] : 1];
  return (_chart, least, most) => {
    const first = Math.floor(Math.log10(Math.max(least ?? lowest, lowest)) + 1e-9);
    const last = Math.ceil(Math.log10(Math.max(most ?? 1, lowest)) - 1e-9);
    return [10 ** first, 10 ** Math.max(first + 1, last)];
  };
}

/** A value that a logarithmic axis can show. */
export function shownOn(data, value) {
  return data.log && value !== null ? Math.max(value, lowest) : value;
}
