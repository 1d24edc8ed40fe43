/** Makes the file to send; asks for the name in it first, if the person was not asked before. */

import { useSignal } from "@preact/signals";
import { strings } from "../strings";
import { NameForm } from "./name-form";
import type { WidgetProps } from "./props";

interface Props extends WidgetProps {
  /** Called when the file is being made. */
  readonly onMade?: () => void;
}

export function HandInButton({ session, pane, onMade }: Props) {
  const isAsking = useSignal(false);
  const make = () => {
    onMade?.();
    pane.focus();
    void session.handIn();
  };
  if (isAsking.value)
    return (
      <NameForm
        title={strings.nameForFile}
        done={strings.handIn}
        onName={async (name) => {
          pane.focus();
          await session.giveName(name);
          isAsking.value = false;
          if (session.setup.peek()?.askName === false) make();
        }}
      />
    );
  return (
    <button
      type="button"
      class="lw-button"
      data-lw="hand-in"
      title={strings.handInTitle}
      onClick={() => {
        if (session.setup.peek()?.askName) isAsking.value = true;
        else make();
      }}
    >
      {strings.handIn}
    </button>
  );
}
