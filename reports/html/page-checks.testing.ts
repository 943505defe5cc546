/**
 * What runs inside of a page to measure it. Each function stands alone: it is sent to the browser as its source, and
 * gets the root element. The types name the little of the DOM that is used.
 */

export interface PageElement {
  tagName: string;
  className: string;
  textContent: string;
  open: boolean;
  scrollWidth: number;
  clientWidth: number;
  parentElement: PageElement | null;
  childNodes: Iterable<{ nodeType: number; textContent: string }>;
  caption: PageElement | null;
  closest(selector: string): PageElement | null;
  checkVisibility(): boolean;
  querySelectorAll(selector: string): Iterable<PageElement> & { length: number };
  ownerDocument: { defaultView: { getComputedStyle(element: PageElement): PageStyle } };
}
interface PageStyle {
  color: string;
  backgroundColor: string;
  fontSize: string;
  fontWeight: string;
}

/** Texts with less contrast to their ground than WCAG AA asks for: 4.5, and 3 for large text. */
export function contrastProblems(root: PageElement): string[] {
  type Color = [red: number, green: number, blue: number, alpha: number];
  const styleOf = (element: PageElement) => root.ownerDocument.defaultView.getComputedStyle(element);
  const parse = (color: string): Color => {
    const [red = 0, green = 0, blue = 0, alpha = 1] = (color.match(/[\d.]+/g) ?? []).map(Number);
    return [red, green, blue, alpha];
  };
  const luminance = ([red, green, blue]: Color) => {
    const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element: PageElement): Color => {
    for (let at: PageElement | null = element; at; at = at.parentElement) {
      const color = parse(styleOf(at).backgroundColor);
      if (color[3] === 1) return color;
      if (color[3] > 0) throw new Error('A translucent ground: this check cannot see through it.');
    }
    return [255, 255, 255, 1];
  };
  const problems = new Set<string>();
  for (const element of root.querySelectorAll('body *')) {
    const own = Array.from(element.childNodes).some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.closest('script') || !element.checkVisibility()) continue;
    const style = styleOf(element);
    const [one, other] = [luminance(parse(style.color)), luminance(groundOf(element))];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const size = Number.parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5))
      problems.add(`${element.tagName}.${element.className}: ${ratio.toFixed(2)}`);
  }
  return Array.from(problems);
}

/** The levels of the headings in order, and what every table says about itself. */
export function outline(root: PageElement): {
  levels: number[];
  tables: { caption: string; headers: number }[];
} {
  return {
    levels: Array.from(root.querySelectorAll('h1, h2, h3, h4, h5, h6'), ({ tagName }) => Number(tagName[1])),
    tables: Array.from(root.querySelectorAll('table'), (table) => ({
      caption: table.caption?.textContent.trim() ?? '',
      headers: table.querySelectorAll('th[scope=col]').length,
    })),
  };
}

/** Opens everything that is folded. */
export function unfold(root: PageElement): void {
  for (const details of root.querySelectorAll('details')) details.open = true;
}

/** How wide the page is, and how wide it may be. */
export function widths(root: PageElement): { needed: number; available: number } {
  return { needed: root.scrollWidth, available: root.clientWidth };
}
