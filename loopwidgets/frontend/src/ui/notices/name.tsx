/** Offers, once and in passing, to add the annotator's name; later it is in the card of keys. */

import { useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { strings } from "../../strings";
import { CloseButton } from "../close-button";
import { NameForm } from "../name-form";
import type { WidgetProps } from "../props";

/** A person who gives so many answers beside the offer has seen it. */
const SEEN = 10;

export function NameLine({ session, pane }: WidgetProps) {
  const { nameOffer } = session;
  const isOpen = useSignal(false);
  const before = useSignal(session.beside.counts.peek()?.answered ?? 0);
  const isSeen = useComputed(
    () => (session.beside.counts.value?.answered ?? 0) >= before.value + SEEN,
  ).value;
  useEffect(() => {
    if (isSeen && !isOpen.peek()) nameOffer.seen();
  }, [isSeen, isOpen, nameOffer]);
  const give = (name: string) => {
    pane.focus();
    void session.giveName(name);
  };
  return (
    <div class="lw-line" data-lw="name">
      {isOpen.value ? (
        <NameForm title={strings.nameLabel} done={strings.save} onName={give} />
      ) : (
        <span class="lw-line-text">
          <button
            type="button"
            class="lw-link"
            data-lw="name-add"
            onClick={() => {
              isOpen.value = true;
            }}
          >
            {strings.addName}
          </button>{" "}
          <span class="lw-soft">{strings.addNameWhy}</span>
        </span>
      )}
      <CloseButton name="name-dismiss" words={strings.dismiss} onClick={() => give("")} />
    </div>
  );
}
