/** A field for the annotator's name, and the button that takes it; it may stay empty. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { strings } from "../strings";

interface Props {
  readonly title: string;
  /** The present name, to be changed. */
  readonly value?: string;
  readonly done: string;
  readonly onName: (name: string) => void;
  /** Beside the button. */
  readonly children?: ComponentChildren;
}

const LONGEST = 200;

export function NameForm({ title, value = "", done, onName, children }: Props) {
  const field = useRef<HTMLInputElement>(null);
  // At once: the next typed letters must not be taken for keys.
  useLayoutEffect(() => {
    field.current?.focus({ preventScroll: true });
    field.current?.select();
  }, []);
  return (
    <form
      class="lw-name"
      data-lw="name-form"
      onSubmit={(event) => {
        event.preventDefault();
        onName(field.current?.value.trim() ?? "");
      }}
    >
      <label class="lw-name-label">
        {title}
        <input
          ref={field}
          class="lw-field"
          data-lw="name-text"
          type="text"
          dir="auto"
          autocomplete="name"
          maxLength={LONGEST}
          placeholder={strings.namePlaceholder}
          defaultValue={value}
        />
      </label>
      <button type="submit" class="lw-button" data-lw="name-save">
        {done}
      </button>
      {children}
    </form>
  );
}
