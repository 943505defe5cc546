/** Shades the time before the measured window, and that in which the generator was past its limits. */
export function paintShades(chart, data, theme) {
  if (data.along !== 'time') return;
  const { ctx, bbox } = chart;
  const paint = (from, to, colour) => {
    const [left, right] = [from, to].map((value) => clampedX(chart, value));
    if (right <= left) return;
    ctx.fillStyle = theme.named(colour);
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
  };
  ctx.save();
  paint(data.from, Math.min(0, data.to), '--aside-ground');
  for (const [from, to] of data.shaded) paint(from, to, '--untested-ground');
  ctx.restore();
}

function clampedX(chart, value) {
  const { left, width } = chart.bbox;
  return Math.min(Math.max(chart.valToPos(value, 'x', true), left), left + width);
}

/** The cells of a heat map: the more in a cell, the stronger its colour, on a logarithmic scale. */
export function paintHeat(chart, data, theme) {
  const { ctx, bbox } = chart;
  const most = Math.log(Math.max(2, data.most));
  const edges = Array.from({ length: data.rows + 1 }, (_, row) =>
    Math.round(chart.valToPos(10 ** ((data.firstRow + row) / 10), 'y', true)),
  );
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = theme.named('--who-0');
  for (const [index, cells] of data.columns.entries()) {
    const left = Math.round(chart.valToPos(data.at[index], 'x', true));
    const right = Math.round(chart.valToPos(data.at[index] + data.spanS, 'x', true));
    for (let pair = 0; pair < cells.length; pair += 2) {
      const row = cells[pair];
      ctx.globalAlpha = 0.12 + (0.88 * Math.log(cells[pair + 1])) / most;
      ctx.fillRect(left, edges[row + 1], Math.max(1, right - left), edges[row] - edges[row + 1]);
    }
  }
  ctx.restore();
}
