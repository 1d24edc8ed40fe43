/** Every sentence of these views. */

export const strings = {
  absent: (name: string) => (name ? `[picture: ${name}]` : "[picture]"),
  absentTitle: "This picture was not loaded. Nothing is fetched for an item.",
  empty: "There is nothing to show here. Scripts, forms, frames and media are removed.",
  asked: "asked about",
  earlier: (count: number) => `Show ${count} earlier ${count === 1 ? "turn" : "turns"}`,
  running: "Your function is still running for this item…",
  larger: "Larger",
  smaller: "Smaller",
} as const;
