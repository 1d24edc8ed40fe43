/** Every sentence of this task. */

export const strings = {
  top: "All labels",
  path: "The chosen path",
  find: "Find a label in the tree",
  findAmong: (all: string) => `Find among ${all} labels`,
  found: (all: string) => `${all} found`,
  more: (all: string) => `${all} more. Type more to see them.`,
  none: (query: string) => `No label fits “${query}”.`,
  choose: (title: string) => `Choose “${title}”`,
  saidIn: (title: string, below: number) => `${title}: ${below} labels below it.`,
  goOn: "This label has others below it. Choose one of them.",
  nothing: "Choose a label, level by level, or press l to find it.",
  opens: "has labels below it",
  keys: {
    level: "choose a label of this level",
    find: "find a label anywhere in the tree",
    up: "go up a level",
  },
} as const;
