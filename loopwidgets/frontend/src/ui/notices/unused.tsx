/** Shows for a few seconds how many presses were not used. A screen reader hears it as well. */

import type { WidgetProps } from "../props";

export function Unused({ session }: Pick<WidgetProps, "session">) {
  const words = session.presses.words.value;
  if (words === "") return null;
  return (
    <span class="lw-mark lw-hint lw-unused" data-lw="unused" dir="auto" title={words}>
      {words}
    </span>
  );
}
