/** The ways to show an item: one line a view, under the name of its kind. */

export { image } from "./image/image";
export { record } from "./record";
export { text } from "./text";
