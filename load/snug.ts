/** Up to this length a list takes no more room than it needs. */
const short = 16;

/**
 * The list with one more item; use it in place of the one that was given. There are thousands of lists of one or two,
 * and `push` would keep room for 17 in each of them.
 */
export function withOneMore<Item>(list: Item[], item: Item): Item[] {
  if (list.length >= short) {
    list.push(item);
    return list;
  }
  return list.concat([item]);
}
