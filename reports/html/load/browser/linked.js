/** Charts with one axis: what is seen of it, and where the cursor is, is the same in all of them. */
export function linked(from, to) {
  const charts = [];
  const group = {
    charts,
    range: [from, to],
    isZoomed: () => group.range[0] > from || group.range[1] < to,
    /** Shows this part, within the whole; never less than a hundred-thousandth of it. */
    show(left, right) {
      const least = (to - from) / 100_000;
      const wide = Math.min(Math.max(right - left, least), to - from);
      const start = Math.min(Math.max(left, from), to - wide);
      group.range = [start, start + wide];
      for (const chart of charts) chart.rangeChanged();
    },
    reset: () => group.show(from, to),
    /** Puts the cursor of every chart at this value; none takes it away. */
    pointAt(value, by) {
      for (const chart of charts) chart.point(value, chart === by);
    },
  };
  return group;
}
