/** Every sentence of this task. */

export const strings = {
  chooseLabel: "Choose a label for this part.",
  endFirst: "This part has no end yet: press o where it ends, or Esc to give it up.",
  beginFirst: "Press i where a part begins, and o where it ends.",
  begun: (time: string) => `A part begins at ${time}. Press o where it ends.`,
  tooShort: "This part is too short to mark.",
  noneHint: "Nothing is marked. Confirm again to answer “nothing here”.",
  loseHint: "There are marks here. Press again to answer “nothing here” without them.",
  nothingHere: "Nothing here",
  layer: "Marked parts of the recording",
  begin: "Begin",
  end: "End",
  selected: (label: string, start: string, end: string, number: number, count: number) =>
    `${label}, ${start} to ${end}, ${number} of ${count}`,
  hand: "mark a part",
  drag: "drag",
  keys: {
    ends: "begin and end a part, also while it plays",
    label: "give the label",
    next: "select the next part",
    cursor: "move the playhead, or the selected part",
    edges: "move its beginning, its end",
    loop: "loop the selected part",
    delete: "delete the selected part",
    back: "go back and forward",
  },
} as const;
