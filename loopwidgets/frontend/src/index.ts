/** What anywidget loads: one session for each widget model, a frame for each of its views. */

import "./styles/index.css";
import type { Model } from "./model";
import { mount } from "./mount";
import { Session } from "./session";
import { keepSummary } from "./summary";

interface InitializeProps {
  readonly model: Model;
}

interface RenderProps extends InitializeProps {
  readonly el: HTMLElement;
}

/** Called once for each widget model. */
export default function widget() {
  let session: Session | null = null;
  return {
    initialize({ model }: InitializeProps): () => void {
      const made = new Session(model);
      session = made;
      const stop = keepSummary(
        model,
        () => (made.stage.peek() === "replaced" ? null : made.beside.countsNow()),
        () => made.setup.peek()?.labels ?? [],
      );
      return () => {
        stop();
        made.dispose();
        if (session === made) session = null;
      };
    },
    render({ model, el }: RenderProps): () => void {
      session ??= new Session(model);
      return mount(session, el);
    },
  };
}
