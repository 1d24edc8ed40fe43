/** The ways to show an item that are in every bundle: one line a view, under the name of its kind. */

export { record } from "./record";
export { text } from "./text";
