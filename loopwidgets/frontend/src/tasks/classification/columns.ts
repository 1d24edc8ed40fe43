/** The number of columns of labels, so that none moves between items. Pure. */

export interface Columns {
  readonly wide: number;
  readonly middle: number;
  readonly narrow: number;
}

const LONG_TITLE = 26;
/** More labels than this are placed closer together. */
const FEW = 10;

export function columns(titles: readonly string[]): Columns {
  const n = titles.length;
  const longest = Math.max(0, ...titles.map((title) => [...title].length));
  const [wide, middle] = longest > LONG_TITLE ? [3, 2] : n > FEW ? [6, 4] : [5, 3];
  return {
    wide: even(n, Math.min(n, wide)),
    middle: even(n, Math.min(n, middle)),
    narrow: n <= 3 || (n <= 5 && longest > LONG_TITLE) ? 1 : 2,
  };
}

/** The fewest columns that need no more rows than `most` columns do. */
function even(n: number, most: number): number {
  return most === 0 ? 1 : Math.ceil(n / Math.ceil(n / most));
}
