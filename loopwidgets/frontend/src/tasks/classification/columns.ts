/** The number of columns of labels, so that none moves between items. Pure. */

export interface Columns {
  readonly wide: number;
  readonly middle: number;
  readonly narrow: number;
}

const LONG_TITLE = 26;

export function columns(titles: readonly string[]): Columns {
  const n = titles.length;
  const longest = Math.max(0, ...titles.map((title) => [...title].length));
  const most = longest > LONG_TITLE ? 3 : 5;
  return {
    wide: even(n, Math.min(n, most)),
    middle: even(n, Math.min(n, longest > LONG_TITLE ? 2 : 3)),
    narrow: n <= 3 || (n <= 5 && longest > LONG_TITLE) ? 1 : 2,
  };
}

/** The fewest columns that need no more rows than `most` columns do. */
function even(n: number, most: number): number {
  return most === 0 ? 1 : Math.ceil(n / Math.ceil(n / most));
}
