/** Show a row as a table: one line a column, one of them large if wished. */

import { useState } from "preact/hooks";
import type { Json } from "../kernel/protocol";
import { strings } from "../strings";
import { Again } from "./again";
import { type CellImage, CellPicture, readImage } from "./cell-image";
import type { View, ViewProps } from "./view";

/** Longer values are folded until someone asks. */
const FOLDED = 600;
const MANY = 4;
const LONG_NUMBER = /^(-?)(\d{5,})(.*)$/;

interface Field {
  readonly name: string;
  readonly kind: string;
  readonly text: string;
  readonly image: CellImage | null;
  /** It is an image whose address could not be read. */
  readonly isAway: boolean;
}

interface Content {
  readonly fields: readonly Field[];
  readonly large: Field | null;
}

export const record: View = {
  Show,
  keys: [[["↑", "↓"], strings.scrollKeys]],
  room(items) {
    const tall = items.some((item) => {
      const { fields, large } = read(item.payload);
      const isTall = (one: Field) => one.image !== null || one.text.length > 200;
      return fields.length > MANY || large !== null || fields.some(isTall);
    });
    return tall ? "long" : "short";
  },
};

function Show({ item, showing }: ViewProps) {
  const { fields, large } = read(item.payload);
  const isAway = [...fields, large].some((one) => one?.isAway);
  return (
    <>
      {isAway && <Again item={item} showing={showing} />}
      {large !== null && (
        <div class="lw-text" dir="auto" title={large.name}>
          <Value key={item.key} field={large} isLarge={true} />
        </div>
      )}
      <table class="lw-record">
        <tbody>
          {fields.map((field, place) => (
            <tr key={place}>
              <th scope="row" dir="auto">
                {field.name}
              </th>
              <td dir="auto" data-kind={field.kind}>
                <Value key={item.key} field={field} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

interface ValueProps {
  readonly field: Field;
  readonly isLarge?: boolean;
}

function Value({ field, isLarge = false }: ValueProps) {
  const [open, setOpen] = useState(false);
  const { kind, text } = field;
  if (field.image !== null)
    return <CellPicture image={field.image} name={text || field.name} isLarge={isLarge} />;
  if (kind === "missing") return <span class="lw-soft">{strings.missing}</span>;
  if (kind === "link")
    return (
      <a href={text} target="_blank" rel="noopener noreferrer">
        {text}
      </a>
    );
  if (kind === "number") return <Digits text={text} />;
  if (text.length <= FOLDED || open) return <>{text}</>;
  return (
    <>
      {text.slice(0, FOLDED)}…{" "}
      <button type="button" class="lw-link" data-lw="show-all" onClick={() => setOpen(true)}>
        {strings.showAll(text.length)}
      </button>
    </>
  );
}

/** A payload that is not as expected shows as no fields, never as an error. */
export function read(payload: Json | undefined): Content {
  if (typeof payload !== "object" || payload === null || !("fields" in payload))
    return { fields: [], large: null };
  const { fields, large } = payload as Readonly<Record<string, Json>>;
  const all = Array.isArray(fields) ? (fields as readonly Json[]).map(readField) : [];
  const place = typeof large === "number" ? large : -1;
  return { fields: all.filter((_, at) => at !== place), large: all[place] ?? null };
}

function readField(field: Json): Field {
  const { name, kind, text, away } = (field ?? {}) as Readonly<Record<string, Json>>;
  const word = (value: Json | undefined) => (typeof value === "string" ? value : "");
  // A link is only ever one that a person would follow.
  const safe = kind !== "link" || /^(https?:\/\/|mailto:)/i.test(word(text));
  return {
    name: word(name),
    kind: safe ? word(kind) : "text",
    text: word(text),
    image: kind === "image" ? readImage(field) : null,
    isAway: away === true,
  };
}

/** Thousands stand apart to the eye alone: what is read aloud, found and copied is the number. */
function Digits({ text }: { readonly text: string }) {
  const [, sign, digits, rest] = LONG_NUMBER.exec(text) ?? [];
  if (digits === undefined) return <>{text}</>;
  const [first = "", ...thousands] = digits.split(/(?=(?:\d{3})+$)/);
  return (
    <>
      {sign + first}
      {thousands.map((three, place) => (
        <span key={place} class="lw-thousand">
          {three}
        </span>
      ))}
      {rest}
    </>
  );
}
