/** What is said of presses that were not used: to be seen, for a few seconds. A screen reader hears it as well. */

import type { WidgetProps } from "./widget";

export function Unused({ session }: Pick<WidgetProps, "session">) {
  const words = session.presses.words.value;
  if (words === "") return null;
  return (
    <span class="lw-mark lw-hint lw-unused" data-lw="unused" dir="auto" title={words}>
      {words}
    </span>
  );
}
