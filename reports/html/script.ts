/**
 * What a page can do where scripts run; without them it reads the same. Copies commands and links, filters what tables list, and
 * unfolds everything for printing. Touches no text but what the page already shows.
 */
export const script = `
(() => {
  'use strict';
  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));

  for (const button of all('[data-copy]')) {
    const code = button.parentElement.querySelector('code');
    const word = button.querySelector('span');
    const label = word.textContent;
    button.hidden = false;
    button.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(code.textContent);
        word.textContent = 'Copied';
      } catch {
        getSelection().selectAllChildren(code);
        word.textContent = 'Selected: press Ctrl+C';
      }
      setTimeout(() => { word.textContent = label; }, 2000);
    });
  }

  for (const link of all('[data-link]')) {
    const word = link.querySelector('[aria-live]');
    const label = word.textContent;
    link.addEventListener('click', async () => {
      try {
        await navigator.clipboard.writeText(link.href);
        word.textContent = 'Link copied';
        setTimeout(() => { word.textContent = label; }, 2000);
      } catch {
        // The address bar has it.
      }
    });
  }

  const form = document.querySelector('[data-filter]');
  if (form) {
    const rows = all('[data-clause]');
    const output = form.querySelector('output');
    const apply = () => {
      const data = new FormData(form);
      const verdicts = new Set(data.getAll('verdict'));
      const fits = (row) =>
        (verdicts.size === 0 || verdicts.has(row.dataset.standing)) &&
        (!data.get('level') || data.get('level') === row.dataset.level) &&
        (!data.get('section') || data.get('section') === row.dataset.section);
      for (const row of rows) row.hidden = !fits(row);
      for (const block of all('[data-block]')) block.hidden = !block.querySelector('[data-clause]:not([hidden])');
      const shown = rows.filter((row) => !row.hidden).length;
      const of = rows.length + ' ' + form.dataset.filter;
      output.textContent = shown === rows.length ? 'All ' + of : shown + ' of ' + of;
    };
    form.hidden = false;
    form.addEventListener('change', apply);
    form.addEventListener('reset', () => setTimeout(apply));
    form.addEventListener('submit', (event) => event.preventDefault());
    addEventListener('hashchange', () => {
      const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
      if (!target || !target.closest('[hidden]')) return;
      form.reset();
      apply();
      target.scrollIntoView();
    });
    apply();
  }

  let folded = [];
  addEventListener('beforeprint', () => {
    folded = all('details:not([open])');
    for (const details of folded) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of folded) details.open = false;
  });
})();
`;
