/** Every sentence of this view. */

export const strings = {
  side: (number: number) => `Side ${number}`,
  keys: {
    scroll: "scroll",
    zoom: "zoom images in and out, all sides together",
  },
} as const;
