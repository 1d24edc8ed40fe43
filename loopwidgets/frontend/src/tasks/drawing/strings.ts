/** Every sentence of the tasks that draw on pictures. */

export const strings = {
  chooseLabel: "Choose a label for this shape.",
  fewPoints: "This shape needs more points.",
  noneHint: "Nothing is drawn. Confirm again to answer “nothing here”.",
  drawn: (count: number) => `${count} drawn`,
  loseHint: "There are marks here. Press again to answer “nothing here” without them.",
  nothingHere: "Nothing here",
  alone: "Hide the others",
  layer: "Drawing on the image",
  hands: {
    drag: [["drag"], "draw a box"],
    extremes: [["click 4 ×"], "draw a box by its outermost points"],
    corners: [["click", "Enter"], "draw an outline, and close it"],
    point: [["click"], "set a point"],
  },
  keys: {
    label: "give the label",
    next: "select the next shape",
    nudge: "move the selected shape by a pixel",
    delete: "delete the selected shape",
    back: "go back and forward",
    alone: "hide the other shapes",
    draw: "set a point at the crosshair",
  },
} as const;
