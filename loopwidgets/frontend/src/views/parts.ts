/** Views in bundles of their own, which come where a project needs them: one line a view. */

export { audio } from "./audio/audio";
export { compare } from "./compare/compare";
export { image } from "./image/image";
export { chat } from "./rich/chat";
export { custom } from "./rich/custom";
export { html } from "./rich/html";
export { markdown } from "./rich/markdown";
