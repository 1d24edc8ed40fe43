/** Every sentence of this task. */

export const strings = {
  overlaps: "These words are marked already. Delete that mark first, or mark other words.",
  chooseFirst: "Choose words first: with the mouse, or with Shift and the arrow keys.",
  noneHint: "Nothing is marked. Confirm again to answer “nothing here”.",
  marked: (count: string) => `${count} marked`,
  loseHint: "There are marks here. Press again to answer “nothing here” without them.",
  nothingHere: "Nothing here",
  snap: { word: "Whole words", letter: "Letters" },
  snapTitle: "Mark whole words, or any letters",
  keys: {
    move: "move the caret by a word",
    mark: "choose words",
    letter: "by a letter",
    label: "mark with a label",
    delete: "delete the mark",
    back: "go back and forward",
    resize: "make the mark shorter or longer",
  },
} as const;
