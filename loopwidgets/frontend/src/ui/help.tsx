/** Cards over the widget: all keys, and the guidelines. */

import type { ComponentChildren } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { inRanges, letterOf } from "../lib/keys";
import { strings } from "../strings";
import type { KeyLine } from "../views/view";
import { Person } from "./person";
import type { WidgetProps } from "./props";

export function Cards({ session, pane }: WidgetProps) {
  const panel = pane.panel.value;
  if (panel === "help")
    return (
      <Card
        name="help-card"
        title={strings.helpTitle}
        hint={strings.helpHint}
        pane={pane}
        foot={!session.isReadOnly.value && <Person session={session} pane={pane} />}
      >
        <Help session={session} />
      </Card>
    );
  if (panel === "guidelines")
    return (
      <Card name="guidelines-card" title={strings.guidelines} pane={pane}>
        <Guidelines session={session} pane={pane} />
      </Card>
    );
  return null;
}

interface CardProps extends Pick<WidgetProps, "pane"> {
  readonly name: string;
  readonly title: string;
  /** Beside the title. */
  readonly hint?: string;
  /** Always in sight, below what scrolls. */
  readonly foot?: ComponentChildren;
  readonly children: ComponentChildren;
}

function Card({ name, title, hint, foot, pane, children }: CardProps) {
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => card.current?.focus({ preventScroll: true }), []);
  return (
    <div class="lw-card" data-lw={name} role="dialog" aria-label={title} tabIndex={-1} ref={card}>
      <div class="lw-card-top">
        <p>
          <strong>{title}</strong> {hint && <span class="lw-soft">{hint}</span>}
        </p>
        <button
          type="button"
          class="lw-act"
          data-lw="close"
          onClick={() => {
            pane.panel.value = null;
            pane.focus();
          }}
        >
          {strings.close} <kbd aria-hidden="true">Esc</kbd>
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: keys must scroll it */}
      <section class="lw-card-body" tabIndex={0} aria-label={title}>
        {children}
      </section>
      {foot}
    </div>
  );
}

const ARROW = { key: "ArrowLeft", code: "ArrowLeft", shiftKey: false };

function Help({ session }: Pick<WidgetProps, "session">) {
  const setup = session.setup.value;
  const { help } = strings;
  const task = session.task.value;
  const isBuilt = (setup && task?.isBuilt(setup)) ?? false;
  const choices = setup?.choices ?? [];
  const history = letterOf("history", choices);
  const again = letterOf("repeat", choices);
  // The task's own: it has a line for them.
  const hasArrows = setup !== null && task?.means(ARROW, session, setup) === true;
  const loop = session.loop.state.value;
  const model = loop === null ? null : letterOf("model", choices);
  const says: readonly KeyLine[] = [
    ...((setup && task?.keys(setup)) ?? []),
    ...(!isBuilt && session.shown.value?.initial ? ([[["Enter"], help.keep]] as const) : []),
    ...(isBuilt ? ([[["Enter"], help.confirm]] as const) : []),
    ...(session.loop.suggests.value ? ([[["Enter"], help.take(isBuilt)]] as const) : []),
    ...(again === null ? [] : ([[[again], help.repeat]] as const)),
    [["z"], help.undo],
    [["Shift", "z"], help.redo],
    [["s"], help.skip],
    [["f"], help.flag],
    [["n"], help.note],
    [["d"], help.dispute],
  ];
  const rows: readonly KeyLine[] = [
    ...(session.isReadOnly.value ? [] : says),
    ...(hasArrows
      ? []
      : ([
          [["←"], help.back],
          [["→"], help.forward],
        ] as const)),
    ...(session.view.value?.keys ?? []).filter(([keys]) => !hasArrows || keys[0] !== "↑"),
    [["/"], help.find],
    ...(history === null ? [] : ([[[history], help.history]] as const)),
    ...(model === null ? [] : ([[[model], help.model]] as const)),
    [["?"], help.help],
    [["Esc"], help.escape],
  ];
  return (
    <dl class="lw-keys">
      {rows.map(([names, does]) => (
        <div key={does}>
          <dt>
            {inRanges(names).map(([first = "", last]) => (
              <span key={first} class="lw-key-range">
                <kbd>{first}</kbd>
                {last !== undefined && (
                  <>
                    –<kbd>{last}</kbd>
                  </>
                )}
              </span>
            ))}
          </dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
  );
}

/** More descriptions than anyone reads through; the list of choices searches in all of them. */
const MOST_DESCRIBED = 500;

function Guidelines({ session }: WidgetProps) {
  const setup = session.setup.value;
  if (setup === null) return null;
  const described = setup.choices.filter(({ description }) => description);
  const beyond = described.splice(MOST_DESCRIBED).length;
  return (
    <>
      {setup.task.guidelines && (
        <div class="lw-plain-text" dir="auto">
          {setup.task.guidelines}
        </div>
      )}
      {described.length > 0 && (
        <dl class="lw-descriptions">
          {described.map(({ id, title, description, color: [light, dark] }) => (
            <div key={id} style={`--light:${light};--dark:${dark}`}>
              <dt dir="auto">
                <span class="lw-dot" aria-hidden="true" />
                {title}
              </dt>
              <dd class="lw-plain-text" dir="auto">
                {description}
              </dd>
            </div>
          ))}
        </dl>
      )}
      {beyond > 0 && <p class="lw-soft">{strings.moreDescribed(beyond)}</p>}
    </>
  );
}
