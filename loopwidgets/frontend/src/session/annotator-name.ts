/**
 * The offer to add a name, and the giving of the name to the kernel; events wait meanwhile, for
 * their address may change with it.
 */

import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { Deliveries } from "../answers/deliveries";
import { type Connection, RefusedRequest } from "../kernel/connection";
import type { Name, Named } from "../kernel/protocol";
import type { Setup } from "../kernel/setup";
import { strings } from "../strings";

const PATIENCE = 15;
/**
 * Events sent to the old address arrive first, if they arrive within so many tenths of a second.
 */
const WAIT = 50;
const SEEN = "loopwidgets.name-offered/";

/** Made in passing, once for each person and store; this browser remembers that it was seen. */
export class NameOffer {
  readonly isOpen: ReadonlySignal<boolean>;
  /** The person and store of an offer that was seen here. */
  readonly #seen = signal("");
  readonly #setup: ReadonlySignal<Setup | null>;

  constructor(setup: ReadonlySignal<Setup | null>) {
    this.#setup = setup;
    this.isOpen = computed(() => {
      if (setup.value?.askName !== true) return false;
      const whose = whoseOf(setup.value);
      return this.#seen.value !== whose && !remembers(whose);
    });
  }

  seen(): void {
    const setup = this.#setup.peek();
    if (setup === null) return;
    this.#seen.value = whoseOf(setup);
    try {
      localStorage.setItem(SEEN + this.#seen.peek(), "yes");
    } catch {
      // Kept in this page alone.
    }
  }
}

/** The store and the annotator, whatever the project. */
function whoseOf({ box }: Setup): string {
  const [store, , annotator] = box.split("/");
  return `${store}/${annotator}`;
}

function remembers(whose: string): boolean {
  try {
    return localStorage.getItem(SEEN + whose) !== null;
  } catch {
    return false;
  }
}

/** The kernel's answer, or why there is none. Afterwards `deliveries` waits to be released. */
export async function giveName(
  connection: Connection,
  deliveries: Deliveries,
  name: string,
): Promise<Named | string> {
  deliveries.flush();
  for (let wait = 0; deliveries.unacked.peek() > 0 && wait < WAIT; wait++)
    await new Promise((resolve) => setTimeout(resolve, 100));
  deliveries.hold();
  try {
    const answer = await connection.ask<Name>({ type: "name", name }, PATIENCE);
    return answer.type === "named" ? answer : strings.nameFailed;
  } catch (reason) {
    return reason instanceof RefusedRequest ? reason.message : strings.nameFailed;
  }
}
