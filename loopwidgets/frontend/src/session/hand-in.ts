/** Asks the kernel for a file to send, and puts the result into words. */

import type { Deliveries } from "../answers/deliveries";
import { type Connection, RefusedRequest } from "../kernel/connection";
import type { HandIn, Notice } from "../kernel/protocol";
import { strings } from "../strings";

const PATIENCE = 60;

/** Waiting events are sent first: the kernel takes messages in order. */
export async function handIn(connection: Connection, deliveries: Deliveries): Promise<Notice> {
  deliveries.flush();
  try {
    const answer = await connection.ask<HandIn>({ type: "hand_in" }, PATIENCE);
    if (answer.type !== "handed_in") throw new Error("another answer");
    return { type: "notice", level: "info", text: strings.handedIn(answer.where) };
  } catch (reason) {
    const text = reason instanceof RefusedRequest ? reason.message : strings.handInFailed;
    return { type: "notice", level: "error", text };
  }
}
