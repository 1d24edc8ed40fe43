/** The small buttons that open what stands beside the item: find, what was done, the model. */

import { useComputed } from "@preact/signals";
import { toggle, toggleHistory } from "../keyboard";
import { letterOf } from "../keys";
import { strings } from "../strings";
import { IconAct } from "./icon-act";
import { ModelAct } from "./model-act";
import type { WidgetProps } from "./widget";

export function LookActs({ session, pane }: WidgetProps) {
  const finding = useComputed(() => pane.panel.value === "find");
  const listed = pane.side;
  const off = useComputed(() => !["item", "waiting", "finished"].includes(session.stage.value));
  return (
    <span class="lw-look">
      <IconAct
        name="find"
        words={strings.find}
        keys="/"
        isOff={off.value}
        isOpen={finding.value}
        onClick={() => {
          pane.focus();
          toggle(pane, "find");
        }}
      >
        <path d="M5 1.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7M7.7 7.7 11 11" />
      </IconAct>
      <IconAct
        name="history"
        words={strings.history}
        keys={letterOf("history", session.setup.value?.labels ?? [])}
        isOpen={listed.value}
        onClick={() => toggleHistory(pane)}
      >
        <path d="M1 2.5h.5M4 2.5h7M1 6h.5M4 6h7M1 9.5h.5M4 9.5h7" />
      </IconAct>
      <ModelAct session={session} pane={pane} />
    </span>
  );
}
