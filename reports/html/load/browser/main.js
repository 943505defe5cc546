import { download, readBlock } from './blocks.js';
import { addControls } from './controls.js';
import { linked } from './linked.js';
import { liveChart } from './live-chart.js';
import { onSchemeChange } from './theme.js';

/** Makes the page's charts live, and its data a file. Where anything is missing, the page stays as it came. */
export async function start() {
  for (const button of document.querySelectorAll('[data-download]')) {
    button.hidden = false;
    button.addEventListener('click', () => download('result', button.dataset.download));
  }
  const block = document.getElementById('charts');
  if (!block) return;
  const { charts, heat } = JSON.parse(await readBlock('charts'));
  if (heat) charts.push({ ...heat, id: 'heat', along: 'time', unit: 'ms', log: true, shaded: [] });
  const status = document.createElement('p');
  status.className = 'visually-hidden';
  status.role = 'status';
  document.querySelector('main').append(status);
  const announce = (text) => {
    status.textContent = text;
  };
  const live = showAll(charts, announce);
  onSchemeChange(() => {
    for (const chart of live) chart.redraw();
  });
  pickEvents();
}

function showAll(charts, announce) {
  const overTime = charts.find(({ along }) => along === 'time');
  const time = overTime && linked(overTime.from, overTime.to);
  return charts.map((data) => {
    const figure = document.querySelector(`[data-chart="${data.id}"]`);
    const group = data.along === 'time' ? time : linked(data.from, data.to);
    const chart = liveChart(figure, data, group);
    addControls(chart, announce);
    return chart;
  });
}

/** Of the events' charts one at a time is shown. */
function pickEvents() {
  const pick = document.querySelector('[data-pick]');
  if (!pick) return;
  const select = pick.querySelector('select');
  const apply = () => {
    for (const part of document.querySelectorAll('[data-event]')) {
      part.classList.toggle('not-picked', part.dataset.event !== select.value);
    }
  };
  pick.hidden = false;
  select.addEventListener('change', apply);
  apply();
}
