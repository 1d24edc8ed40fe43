/** Views in bundles of their own, which come where a project needs them: one line a view. */

export { audio } from "./audio/audio";
export { image } from "./image/image";
