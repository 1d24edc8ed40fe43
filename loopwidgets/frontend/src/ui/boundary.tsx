/** Catches errors while drawing, so that the widget shows a message and is never blank. */

import { Component, type ComponentChildren } from "preact";
import { strings } from "../strings";
import { Message } from "./message";

interface Props {
  readonly onError: (reason: unknown) => void;
  readonly children: ComponentChildren;
}

interface State {
  readonly reason: string | null;
}

export class Boundary extends Component<Props, State> {
  override state: State = { reason: null };

  override componentDidCatch(reason: unknown): void {
    this.setState({ reason: reason instanceof Error ? reason.message : String(reason) });
    this.props.onError(reason);
  }

  override render() {
    const { reason } = this.state;
    if (reason === null) return this.props.children;
    return (
      <div class="lw-place">
        <Message kind="error" title={strings.failed} detail={reason} hint={strings.failedHint} />
      </div>
    );
  }
}
