import { visible } from '../visible/index.ts';

/**
 * Text for the XML writer, without what XML forbids. The writer lets `&name;` and `&#0;` through as if they were
 * references, which makes hostile text unreadable for parsers, so the ampersand is escaped here.
 */
export function text(value: string): string {
  return visible(value).replaceAll('&', '&amp;');
}

export function seconds(durationMs: number): string {
  return (durationMs / 1000).toFixed(3);
}
