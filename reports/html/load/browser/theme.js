const darkScheme = matchMedia('(prefers-color-scheme: dark)');

/** Colours as the style sheet has them for an element; they are read again when the scheme changes. */
export function themeOf(element) {
  let style = getComputedStyle(element);
  const keys = element.querySelectorAll('.legend .key, .legend .cell');
  return {
    named: (name) => style.getPropertyValue(name).trim(),
    tone: (index) => getComputedStyle(keys[index]).color,
    refresh() {
      style = getComputedStyle(element);
    },
  };
}

export function onSchemeChange(listener) {
  darkScheme.addEventListener('change', listener);
}
