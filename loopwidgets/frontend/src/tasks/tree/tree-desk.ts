/** Where the person is in the tree, and what choosing a label does. */

import type { Json } from "../../kernel/protocol";
import type { Setup } from "../../kernel/setup";
import type { Asking } from "../task";
import { type KeyedNode, keyed, type Node, nodeAt, treeOf } from "./nodes";
import { strings } from "./strings";

/** The node whose level is shown; null for the top. */
export function nodeNow(asking: Asking, { choices }: Setup): Node | null {
  return nodeAt(asking.draft.value, treeOf(choices));
}

export function levelNow(asking: Asking, setup: Setup): readonly KeyedNode[] {
  return keyed(nodeNow(asking, setup)?.below ?? treeOf(setup.choices).top);
}

export function takesInner({ task }: Setup): boolean {
  return task.options.inner === true;
}

/** Go into a label that has others below it; any other label is the answer. */
export function choose(node: Node, asking: Asking): void {
  if (node.below.length === 0) answer(node, asking);
  else goTo(node, asking);
}

export function answer(node: Node, asking: Asking): void {
  asking.answer(node.path as Json, node.choice.title);
}

export function goTo(node: Node | null, asking: Asking): void {
  asking.build((node?.path ?? []) as Json);
  if (node !== null) asking.say(strings.saidIn(node.title, node.below.length));
  else asking.say(strings.top);
}

/** Go up a level; false at the top. */
export function goUp(asking: Asking, setup: Setup): boolean {
  const node = nodeNow(asking, setup);
  if (node === null || !asking.mayAct.peek()) return false;
  goTo(treeOf(setup.choices).byId.get(node.path.at(-2) ?? "") ?? null, asking);
  return true;
}
