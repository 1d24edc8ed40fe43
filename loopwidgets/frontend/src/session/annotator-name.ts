/** Gives the person's name to the kernel; events wait meanwhile, for their address may change with it. */

import type { Deliveries } from "../answers/deliveries";
import { type Connection, RefusedRequest } from "../kernel/connection";
import type { Name, Named } from "../kernel/protocol";
import { strings } from "../strings";

const PATIENCE = 15;
/**
 * Events sent to the old address arrive first, if they arrive within so many tenths of a second.
 */
const WAIT = 50;

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
