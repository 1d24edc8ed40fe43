/**
 * The module that anywidget loads: a session for each widget model, a frame for each of its
 * views.
 */

import "./styles/index.css";
import { effect } from "@preact/signals";
import type { Model } from "./kernel/model";
import { keepSummary } from "./session/saved-summary";
import { Session } from "./session/session";
import { addedTasks, type Task } from "./tasks/task";
import { mount } from "./ui/mount";
import { addedViews, type View } from "./views/view";

export { shared } from "./shared";

interface InitializeProps {
  readonly model: Model;
}

interface RenderProps extends InitializeProps {
  readonly el: HTMLElement;
}

interface Begun {
  readonly session: Session;
  readonly end: () => void;
}

/** The parts in this page, each with the hash of its code. */
const added = new Map<string, string>();

/** Called by each part that the kernel appended to this bundle. */
export function add(
  ...[kind, name, hash, make]:
    | ["task", string, string, () => Task]
    | ["view", string, string, () => View]
): void {
  const id = `${kind}-${name}`;
  if (added.get(id) === hash) return;
  added.set(id, hash);
  if (kind === "task") addedTasks[name] = make();
  else addedViews[name] = make();
}

/** Milliseconds: a cell that is moved gets its view anew. */
const MOVING = 2000;

/** Called once for each widget model. */
export default function widget() {
  let begun: Begun | null = null;
  /** The host takes its listeners from the model of a view along with the view. */
  let first: Model | null = null;
  let views = 0;

  /**
   * The host keeps the models of a restarted kernel: a session without views and kernel must end.
   */
  const isLeft = (session: Session) => views === 0 && session.link.peek() === "dead";

  function endIfLeft(session: Session): void {
    if (!isLeft(session)) return;
    setTimeout(() => {
      if (begun?.session === session && isLeft(session)) end();
    }, MOVING);
  }

  function begin(model: Model): Begun {
    const session = new Session(model);
    const stops = [
      keepSummary(
        model,
        () =>
          session.stage.peek() === "replaced" || isLeft(session)
            ? null
            : session.beside.countsNow(),
        () => session.setup.peek()?.choices ?? [],
      ),
      effect(() => {
        if (session.link.value === "dead") endIfLeft(session);
      }),
      () => session.dispose(),
    ];
    return {
      session,
      end: () => {
        for (const stop of stops) stop();
      },
    };
  }

  function end(): void {
    begun?.end();
    begun = null;
  }

  return {
    initialize({ model }: InitializeProps): () => void {
      first = model;
      begun = begin(model);
      return end;
    },
    render({ model, el }: RenderProps): () => void {
      begun ??= begin(first ?? model);
      const { session } = begun;
      const unmount = mount(session, el);
      views += 1;
      return () => {
        unmount();
        views -= 1;
        endIfLeft(session);
      };
    },
  };
}
