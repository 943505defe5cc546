/** Works through a list with so many at once, in its order; results come in that order, too. */
export async function inLanes<Item, Result>(
  lanes: number,
  items: readonly Item[],
  work: (item: Item, lane: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const lane = async (_: unknown, number: number) => {
    while (next < items.length) {
      const index = next;
      next += 1;
      results[index] = await work(items[index] as Item, number);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return results;
}
