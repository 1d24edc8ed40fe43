/** Under the keys: the name that the answers have, and the file with them. */

import { useSignal } from "@preact/signals";
import { strings } from "../strings";
import { HandInButton } from "./hand-in-button";
import { NameForm } from "./name-form";
import type { WidgetProps } from "./props";

export function Person({ session, pane }: WidgetProps) {
  const isOpen = useSignal(false);
  const name = session.setup.value?.annotator ?? "";
  const mayRename = session.setup.value?.mayRename ?? false;
  const [before, after] = strings.labelingAs;
  return (
    <div class="lw-foot">
      {isOpen.value ? (
        <NameForm
          title={strings.nameLabel}
          value={name}
          done={strings.save}
          onName={(given) => {
            isOpen.value = false;
            pane.root.querySelector<HTMLElement>("[data-lw=help-card]")?.focus();
            if (given !== "" && given !== name) void session.giveName(given);
          }}
        />
      ) : (
        <p class="lw-row">
          <span>
            {before}
            <bdi data-lw="annotator">{name}</bdi>
            {after}
          </span>
          {mayRename && (
            <button
              type="button"
              class="lw-link"
              data-lw="name-change"
              onClick={() => {
                isOpen.value = true;
              }}
            >
              {strings.changeName}
            </button>
          )}
        </p>
      )}
      <div class="lw-row">
        <span class="lw-soft">{strings.handInTitle}</span>
        <HandInButton
          session={session}
          pane={pane}
          onMade={() => {
            pane.panel.value = null;
          }}
        />
      </div>
    </div>
  );
}
