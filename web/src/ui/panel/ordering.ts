/** Where a row would come to stand, counted from 0, when its middle is let go at `y` among rows with these middles. */
export function placeAt(y: number, middles: readonly number[], from: number): number {
  const others = middles.filter((_, index) => index !== from);
  return others.filter((middle) => middle < y).length;
}

/** The same things in a new order: the one at `from` now stands at `to`. */
export function moved<T>(things: readonly T[], from: number, to: number): readonly T[] {
  const rest = things.filter((_, index) => index !== from);
  return [...rest.slice(0, to), ...things.slice(from, from + 1), ...rest.slice(to)];
}
