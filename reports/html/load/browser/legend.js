/**
 * The legend that the page came with, in which values of the cursor take the place of what is said otherwise. Names are
 * text of the page and stay it: this reads and writes text alone.
 */
export function legendOf(figure, data) {
  const values = Array.from(figure.querySelectorAll('[data-value]'));
  const names = Array.from(figure.querySelectorAll('[data-name]'), (name) => name.textContent);
  const idle = values.map((value) => value.textContent);
  const place = document.createElement('li');
  place.className = 'place num';
  figure.querySelector('.legend').prepend(place);
  place.hidden = true;

  const write = (at, texts) => {
    place.hidden = at === '';
    place.textContent = at;
    for (const [index, value] of values.entries()) value.textContent = texts[index];
  };
  return {
    rest: () => write('', idle),
    /** What is at this point, also for who hears the page. `row` is that of a heat map. */
    show(index, row) {
      const at = placeInWords[data.along](data.at[index]);
      const texts = data.rows
        ? [cellText(data, index, row)]
        : data.values.map((all) => valueText(data, all[index]));
      write(at, texts);
      return `${at}: ${texts.map((text, series) => `${names[series]} ${text}`).join(', ')}`;
    },
  };
}

function valueText(data, value) {
  return value === null || value === undefined ? '–' : inWords[data.unit](value);
}

function cellText(data, index, row) {
  const cells = data.columns[index];
  if (row === undefined) {
    return inWords.count(cells.reduce((sum, count, place) => sum + (place % 2 === 1 ? count : 0), 0));
  }
  const pair = cells.findIndex((cell, place) => place % 2 === 0 && cell === row);
  const [from, to] = [row, row + 1].map((edge) => inWords.ms(10 ** ((data.firstRow + edge) / 10)));
  return `${inWords.count(pair < 0 ? 0 : cells[pair + 1])} of ${from} to ${to}`;
}
