import { rowAt } from './live-chart.js';

/** Buttons of a chart, and its keys; `announce` says to who hears the page what a key has led to. */
export function addControls(chart, announce) {
  const { figure, group, data, holder } = chart;
  const tools = document.createElement('div');
  tools.className = 'tools';
  const button = (text, label, act) => {
    const element = document.createElement('button');
    element.type = 'button';
    element.textContent = text;
    element.ariaLabel = label;
    element.addEventListener('click', act);
    tools.append(element);
    return element;
  };
  const title = figure.querySelector('h3').textContent;
  button('Reset', `Reset: ${title}`, () => group.reset()).className = 'when-zoomed';
  if (data.log && !data.rows) {
    const scale = button('Log', `Log scale: ${title}`, () => {
      chart.setLog(!data.log);
      scale.ariaPressed = String(data.log);
    });
    scale.ariaPressed = 'true';
  }
  button('+', `Zoom in: ${title}`, () => zoom(chart, 0.5));
  button('−', `Zoom out: ${title}`, () => zoom(chart, 2));
  figure.querySelector('figcaption').append(tools);

  holder.tabIndex = 0;
  holder.role = 'application';
  holder.ariaRoleDescription = 'chart';
  holder.ariaLabel = `${figure.querySelector('.plot svg').getAttribute('aria-label')}. Arrow keys move the cursor, plus and minus zoom, Escape shows all.`;
  holder.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const said = pressed(chart, event.key, event.shiftKey);
    if (said === undefined) return;
    event.preventDefault();
    announce(said);
  });
  holder.addEventListener('blur', () => group.pointAt(undefined));
}

/** What a key did, in words; nothing for a key that does nothing here. */
function pressed(chart, key, isFar) {
  const far = isFar ? 10 : 1;
  switch (key) {
    case 'ArrowLeft':
      return step(chart, -far);
    case 'ArrowRight':
      return step(chart, far);
    case 'Home':
      return step(chart, Number.NEGATIVE_INFINITY);
    case 'End':
      return step(chart, Number.POSITIVE_INFINITY);
    case 'ArrowUp':
    case 'ArrowDown':
      return chart.data.rows ? step(chart, 0, key === 'ArrowUp' ? 1 : -1) : undefined;
    case '+':
    case '=':
      return zoom(chart, 0.5);
    case '-':
    case '_':
      return zoom(chart, 2);
    case 'Escape':
    case '0':
      chart.group.reset();
      return 'All of it';
    default:
      return undefined;
  }
}

/** Moves the cursor by so many points, within what is seen; it begins in the middle. */
function step(chart, by, rowsUp = 0) {
  const { data, group } = chart;
  const plot = chart.plot();
  if (!plot) return undefined;
  const [first, last] = plot.series[0].idxs;
  const { idx, left, top } = plot.cursor;
  const isOut = idx === null || idx === undefined || left < 0 || idx < first || idx > last;
  const from = isOut ? Math.round((first + last) / 2) - Math.sign(by) : idx;
  const index = Math.min(Math.max(from + by, first), last);
  const row = data.rows && (rowAt(plot, data, isOut ? -1 : top) ?? Math.floor(data.rows / 2)) + rowsUp;
  const within = data.rows && Math.min(Math.max(row, 0), data.rows - 1);
  const height = data.rows ? plot.valToPos(10 ** ((data.firstRow + within + 0.5) / 10), 'y') : 0;
  group.pointAt(data.at[index]);
  chart.point(data.at[index], true, height);
  return chart.legend.show(index, within);
}

/** Makes what is seen so many times as wide, around the cursor or its middle. */
function zoom(chart, times) {
  const { data, group } = chart;
  const plot = chart.plot();
  const isLog = data.along !== 'time';
  const [from, to] = group.range.map((end) => (isLog ? Math.log(end) : end));
  const { idx, left } = plot?.cursor ?? {};
  const pointed = idx === null || idx === undefined || left < 0 ? undefined : data.at[idx];
  const around = pointed === undefined ? (from + to) / 2 : isLog ? Math.log(pointed) : pointed;
  const ends = [around - (around - from) * times, around + (to - around) * times];
  const [left1, right1] = ends.map((end) => (isLog ? Math.exp(end) : end));
  group.show(left1, right1);
  if (pointed !== undefined) group.pointAt(pointed);
  return `${group.range.map(placeInWords[data.along]).join(' to ')}`;
}
