/** The labels as a tree: each is named by its whole path. Pure. */

import type { Json, ShownChoice } from "../../kernel/protocol";

/** Between the names of a path, as in `loopwidgets/tasks/tree.py`. */
export const SEPARATOR = " › ";
/** The keys of a level: no act of the widget has them. */
const KEYS = [..."1234567890abcegijkopqtuvwxy"];

export interface Node {
  readonly choice: ShownChoice;
  /** Its own title, without those above it. */
  readonly title: string;
  /** The ids from the top to this node. */
  readonly path: readonly string[];
  readonly below: Node[];
  /** The label as a search sees it: its own title first. */
  readonly sought: ShownChoice;
}

export interface LabelTree {
  readonly top: readonly Node[];
  readonly byId: ReadonlyMap<string, Node>;
  readonly all: readonly ShownChoice[];
}

const trees = new WeakMap<readonly ShownChoice[], LabelTree>();

/** The tree of these labels; made once. */
export function treeOf(choices: readonly ShownChoice[]): LabelTree {
  const known = trees.get(choices);
  if (known !== undefined) return known;
  const top: Node[] = [];
  const byName = new Map<string, Node>();
  // A label that came later may stand before the one above it.
  const byDepth = [...choices].sort((one, other) => depthOf(one) - depthOf(other));
  for (const choice of byDepth) {
    const above = byName.get(aboveOf(choice.name));
    const title = lastOf(choice.title);
    const node: Node = {
      choice,
      title,
      path: [...(above?.path ?? []), choice.id],
      below: [],
      sought: { ...choice, title, name: choice.title },
    };
    byName.set(choice.name, node);
    (above?.below ?? top).push(node);
  }
  const all = choices.flatMap(({ name }) => byName.get(name)?.sought ?? []);
  const byId = new Map([...byName.values()].map((node) => [node.choice.id, node]));
  const made = { top, byId, all };
  trees.set(choices, made);
  return made;
}

const depthOf = ({ name }: ShownChoice) => name.split(SEPARATOR).length;
const aboveOf = (name: string) => name.slice(0, Math.max(0, name.lastIndexOf(SEPARATOR)));
const lastOf = (title: string) => title.split(SEPARATOR).at(-1) ?? title;

/** The ids in a value or a draft. */
export function idsIn(value: Json): readonly string[] {
  const entries = Array.isArray(value) ? (value as readonly Json[]) : [];
  return entries.filter((entry): entry is string => typeof entry === "string");
}

/** The node that a path leads to; null for the top, and for a path that is not in the tree. */
export function nodeAt(path: Json, tree: LabelTree): Node | null {
  return tree.byId.get(idsIn(path).at(-1) ?? "") ?? null;
}

/** A node of a level and its key; empty where there are more nodes than keys. */
export interface KeyedNode {
  readonly node: Node;
  readonly key: string;
}

const levels = new WeakMap<readonly Node[], readonly KeyedNode[]>();

/** The nodes of a level with their keys: their own, else the next free key. */
export function keyed(level: readonly Node[]): readonly KeyedNode[] {
  const known = levels.get(level);
  if (known !== undefined) return known;
  const own = new Set(level.map(({ choice }) => choice.key));
  const free = KEYS.filter((key) => !own.has(key));
  const made = level.map((node) => ({ node, key: node.choice.key || (free.shift() ?? "") }));
  levels.set(level, made);
  return made;
}

/** How often each node, or one below it, was chosen. */
export function totalsOf(
  counts: Readonly<Record<string, number>>,
  tree: LabelTree,
): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const [id, count] of Object.entries(counts))
    for (const each of tree.byId.get(id)?.path ?? [])
      totals.set(each, (totals.get(each) ?? 0) + count);
  return totals;
}
