import { create } from 'xmlbuilder2';

/** An element, as far as tests look at it. */
export interface Node {
  name: string;
  attributes: Record<string, string>;
  children: Node[];
  text: string;
}

/** What the reader makes of an element, as far as these tests look at it. */
interface DomNode {
  nodeType: number;
  nodeName: string;
  textContent: string | null;
  attributes: Iterable<{ name: string; value: string }>;
  childNodes: Iterable<DomNode>;
}

/** Reads XML back; throws when it is not well-formed. */
export function parse(xml: string): Node {
  const read = (element: DomNode): Node => ({
    name: element.nodeName,
    attributes: Object.fromEntries(Array.from(element.attributes, ({ name, value }) => [name, value])),
    children: Array.from(element.childNodes)
      .filter((child) => child.nodeType === 1)
      .map(read),
    text: element.textContent ?? '',
  });
  return read(create(xml).root().node as unknown as DomNode);
}
