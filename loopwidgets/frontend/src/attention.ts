/** How long the person looked at the item that is shown, whichever view of the widget it is in. */

import { ActiveClock } from "./clock";
import type { Look } from "./ledger";

export class Attention {
  readonly #clock = new ActiveClock(Date.now());
  readonly #viewsInSight = new Set<symbol>();
  #since = Date.now();

  /** The person moved, typed or touched. */
  moved(): void {
    this.#clock.moved(Date.now());
  }

  /** A view came into sight or left it (or its tab did). */
  inSight(view: symbol, visible: boolean): void {
    if (visible) this.#viewsInSight.add(view);
    else this.#viewsInSight.delete(view);
    this.#clock.visible(this.#viewsInSight.size > 0, Date.now());
  }

  /** Another item is shown. */
  restart(): void {
    this.#since = Date.now();
    this.#clock.restart(this.#since);
  }

  look(): Look {
    return { since: this.#since, seconds: this.#clock.seconds(Date.now()) };
  }
}
