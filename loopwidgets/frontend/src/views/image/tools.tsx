/** Small, in the image's corner: which page, how near, whether that stays, and how bright. */

import { type ReadonlySignal, useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect } from "preact/hooks";
import type { ShownItem } from "../../kernel/protocol";
import { strings } from "../../strings";
import { type Easel, STEP } from "./canvas";
import type { ImageContent } from "./decode";
import { type ImageDesk, keepZoom, LIGHT, turnBy } from "./desk";

/** Digits of a value in a field. */
const DIGITS = 5;

interface ToolsProps {
  readonly desk: ImageDesk;
  readonly easel: { readonly current: Easel | null };
  readonly item: ShownItem;
  readonly pages: number;
  readonly window: ImageContent["window"];
}

export function Tools({ desk, easel, item, pages, window }: ToolsProps) {
  const { open } = desk;
  const drawn = useSignal(false);
  useLayoutEffect(() => {
    drawn.value = true;
  }, [drawn]);
  const words = useComputed(() => {
    desk.lens.value;
    return drawn.value && easel.current ? strings.percent(easel.current.percent.value) : "";
  });
  // The name of a button has the words that are seen on it.
  const name = useComputed(() => `${words.value} ${strings.wholeImage}`.trim());
  const act = (work: (easel: Easel) => void) => () => {
    if (easel.current) work(easel.current);
  };
  return (
    <>
      {pages > 1 && <Pages desk={desk} item={item} pages={pages} />}
      <div class="lw-tools" data-lw="image-tools">
        {open.value && <Light desk={desk} item={item} window={window} />}
        <Tool name="farther" title={strings.farther} onClick={act((made) => made.nearer(1 / STEP))}>
          −
        </Tool>
        <Tool
          name="zoom"
          title={strings.wholeImage}
          aria-label={name}
          onClick={act((made) => made.whole())}
        >
          <span class="lw-percent">{words}</span>
        </Tool>
        <Tool name="nearer" title={strings.nearer} onClick={act((made) => made.nearer(STEP))}>
          +
        </Tool>
        <Tool
          name="keep-zoom"
          title={strings.keepZoom}
          aria-pressed={desk.keeps.value}
          onClick={() => keepZoom(desk, !desk.keeps.peek())}
        >
          <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
            <path d="M3 5.5V4a3 3 0 0 1 6 0v1.5M2 5.5h8v5H2z" />
          </svg>
        </Tool>
        <Tool
          name="light"
          title={strings.light}
          aria-expanded={open.value}
          onClick={() => {
            open.value = !open.peek();
          }}
        >
          <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
            <circle cx="6" cy="6" r="4.5" />
            <path d="M6 1.5v9a4.5 4.5 0 0 0 0-9" class="lw-half" />
          </svg>
        </Tool>
      </div>
    </>
  );
}

interface ToolProps {
  readonly name: string;
  readonly title: string;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
  readonly "aria-label"?: ReadonlySignal<string>;
  readonly "aria-pressed"?: boolean;
  readonly "aria-expanded"?: boolean;
  readonly "aria-disabled"?: boolean;
}

function Tool({ name, title, children, ...rest }: ToolProps) {
  return (
    <button type="button" class="lw-tool" data-lw={name} title={title} aria-label={title} {...rest}>
      {children}
    </button>
  );
}

function Pages({ desk, item, pages }: Pick<ToolsProps, "desk" | "item" | "pages">) {
  const { page } = desk.turned.wanted(item);
  const turn = (by: 1 | -1, name: string, title: string, arrow: string) => (
    <Tool
      name={name}
      title={title}
      aria-disabled={page === (by > 0 ? pages - 1 : 0)}
      onClick={() => turnBy(desk, by)}
    >
      {arrow}
    </Tool>
  );
  return (
    <div class="lw-tools">
      {turn(-1, "page-back", strings.previousPage, "‹")}
      <span class="lw-pages" data-lw="pages" aria-busy={desk.turned.isTurning(item)}>
        {strings.pages(page + 1, pages)}
      </span>
      {turn(1, "page-forward", strings.nextPage, "›")}
    </div>
  );
}

function Light({ desk, item, window }: Pick<ToolsProps, "desk" | "item" | "window">) {
  const names = ["brightness", "contrast"] as const;
  return (
    <div class="lw-light">
      {names.map((name) => (
        <label key={name}>
          {strings[name]}
          <input
            type="range"
            min={20}
            max={300}
            step={5}
            value={desk.light.value[name]}
            data-lw={name}
            onInput={(event) => {
              const value = Number(event.currentTarget.value);
              desk.light.value = { ...desk.light.peek(), [name]: value };
            }}
          />
        </label>
      ))}
      {window !== null && <Values desk={desk} item={item} window={window} />}
      <button
        type="button"
        class="lw-link"
        data-lw="plain-light"
        onClick={() => {
          desk.light.value = LIGHT;
          const detail = desk.turned.wanted(item);
          if (detail.window !== null) desk.turned.turn(item, { ...detail, window: null });
        }}
      >
        {strings.plainLight}
      </button>
    </div>
  );
}

interface ValuesProps extends Pick<ToolsProps, "desk" | "item"> {
  readonly window: NonNullable<ImageContent["window"]>;
}

/** The values that are black and white, where an image has more of them than a screen has shades. */
function Values({ desk, item, window }: ValuesProps) {
  const { shown, all } = window;
  const show = ([low = 0, high = 0]: readonly number[]) => {
    if (low < high) desk.turned.turn(item, { ...desk.turned.wanted(item), window: [low, high] });
  };
  return (
    <>
      {shown.map((value, place) => (
        <label key={place}>
          {strings.valueAt[place]}
          <input
            type="number"
            step="any"
            class="lw-field"
            value={Number(value.toPrecision(DIGITS))}
            data-lw={place ? "white" : "black"}
            onChange={({ currentTarget: { valueAsNumber: given } }) =>
              show(place ? [shown[0], given] : [given, shown[1]])
            }
          />
        </label>
      ))}
      <button type="button" class="lw-link" data-lw="all-values" onClick={() => show(all)}>
        {strings.allValues}
      </button>
    </>
  );
}
