/** Finds a label anywhere in the tree as the person types: a field, and a list in the place of the level. */

import { useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useLayoutEffect, useMemo, useRef } from "preact/hooks";
import { newId } from "../../kernel/identity";
import { search } from "../../labels/label-search";
import { focused } from "../../lib/focus";
import { pressOf } from "../../lib/gestures";
import { isComposing } from "../../lib/keys";
import { strings as general } from "../../strings";
import type { AnswerProps } from "../task";
import { type Node, treeOf } from "./nodes";
import { strings } from "./strings";
import { choose } from "./tree-desk";

/** So many rows are drawn; more letters find the others. */
const MOST_ROWS = 50;

interface Props extends AnswerProps {
  readonly beside: ComponentChildren;
  /** Shown where the list opens. */
  readonly children: ComponentChildren;
}

export function TreeFinder({ asking, setup, frame, beside, children }: Props) {
  const field = useRef<HTMLInputElement>(null);
  const list = useMemo(newId, []);
  const query = useSignal("");
  const active = useSignal(0);
  const open = useComputed(() => frame.panel.value === "answer").value;
  const tree = treeOf(setup.choices);
  const found = open ? search(query.value, tree.all) : [];
  const rows = found.slice(0, MOST_ROWS).flatMap(({ id }) => tree.byId.get(id) ?? []);
  // At once: the next typed letters must not be taken for keys.
  useLayoutEffect(() => {
    if (open && field.current !== focused(frame.root))
      field.current?.focus({ preventScroll: true });
    if (!open && field.current !== null) {
      field.current.value = "";
      query.value = "";
    }
  }, [open, frame, query]);
  const show = () => {
    if (asking.mayAct.peek()) frame.panel.value = "answer";
  };
  const take = (node: Node, event: UIEvent) => {
    frame.panel.value = null;
    const how = { needsItem: true, clicksOnce: true };
    asking.presses.use(pressOf(event, node.choice.id), how, () => choose(node, asking));
    frame.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0 && event.key !== "Enter") return;
    event.preventDefault();
    const node = rows[active.value];
    if (!open) show();
    else if (step !== 0)
      active.value = (active.value + step + rows.length) % Math.max(1, rows.length);
    else if (event.repeat) asking.presses.held();
    else if (node !== undefined) take(node, event);
  };
  return (
    <>
      <div class="lw-lookup">
        {beside}
        <div class="lw-lookup-box">
          <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
            <circle cx="5" cy="5" r="3.5" />
            <path d="M7.6 7.6 L11 11" />
          </svg>
          <input
            ref={field}
            class="lw-field"
            data-lw="label-search"
            type="text"
            role="combobox"
            dir="auto"
            aria-label={strings.find}
            aria-keyshortcuts="l"
            aria-autocomplete="list"
            aria-haspopup="listbox"
            aria-expanded={open}
            aria-controls={open ? list : undefined}
            aria-activedescendant={open && rows.length > 0 ? `${list}-${active.value}` : undefined}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            placeholder={strings.findAmong(general.number(tree.all.length))}
            onMouseDown={show}
            onInput={(event) => {
              query.value = event.currentTarget.value;
              active.value = 0;
              show();
            }}
            onKeyDown={onKeyDown}
            onBlur={() => {
              // Another window in front leaves the field its focus.
              if (frame.panel.peek() === "answer" && focused(frame.root) !== field.current)
                frame.panel.value = null;
            }}
          />
          <span class="lw-lookup-end lw-soft" role="status">
            {open && query.value.trim() !== "" ? strings.found(general.number(found.length)) : ""}
          </span>
          {!open && <kbd aria-hidden="true">l</kbd>}
        </div>
      </div>
      <div class="lw-list-place lw-tree-place">
        {children}
        {open && (
          <Rows
            id={list}
            rows={rows}
            active={active.value}
            query={query.value}
            more={found.length - rows.length}
            onChoose={take}
          />
        )}
      </div>
    </>
  );
}

interface RowsProps {
  readonly id: string;
  readonly rows: readonly Node[];
  readonly active: number;
  readonly query: string;
  readonly more: number;
  readonly onChoose: (node: Node, event: UIEvent) => void;
}

function Rows({ id, rows, active, query, more, onChoose }: RowsProps) {
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [active, rows]);
  if (rows.length === 0)
    return (
      <p class="lw-tree-none lw-soft" dir="auto">
        {strings.none(query)}
      </p>
    );
  return (
    <div
      class="lw-rows"
      role="listbox"
      id={id}
      ref={list}
      data-lw="label-list"
      aria-label={general.labels}
      // The field keeps the focus, so that typing can go on.
      onMouseDown={(event) => event.preventDefault()}
    >
      {rows.map((node, place) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: keys are pressed in the field
        // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus
        <div
          key={node.choice.id}
          id={`${id}-${place}`}
          class="lw-tree-row"
          role="option"
          data-lw="label-row"
          data-label={node.choice.name}
          aria-selected={place === active}
          onClick={(event) => onChoose(node, event)}
        >
          <bdi>{node.title}</bdi>
          {node.below.length > 0 && <span aria-hidden="true">›</span>}
          <bdi class="lw-tree-above">{node.choice.title}</bdi>
        </div>
      ))}
      {more > 0 && <div class="lw-tree-more">{strings.more(general.number(more))}</div>}
    </div>
  );
}
