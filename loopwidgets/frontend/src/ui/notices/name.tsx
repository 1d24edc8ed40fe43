/** Asks once, in passing, for the annotator's name; it may stay empty. */

import { useRef } from "preact/hooks";
import { strings } from "../../strings";
import { CloseButton } from "../close-button";

interface Props {
  readonly onName: (name: string) => void;
}

const LONGEST = 200;

export function NameLine({ onName }: Props) {
  const field = useRef<HTMLInputElement>(null);
  return (
    <form
      class="lw-line"
      data-lw="name"
      onSubmit={(event) => {
        event.preventDefault();
        onName(field.current?.value.trim() ?? "");
      }}
    >
      <label class="lw-name">
        {strings.nameLabel}
        <input
          ref={field}
          class="lw-field"
          data-lw="name-text"
          type="text"
          dir="auto"
          autocomplete="name"
          maxLength={LONGEST}
          placeholder={strings.namePlaceholder}
        />
      </label>
      <button type="submit" class="lw-button" data-lw="name-save">
        {strings.save}
      </button>
      <CloseButton name="name-dismiss" words={strings.dismiss} onClick={() => onName("")} />
    </form>
  );
}
