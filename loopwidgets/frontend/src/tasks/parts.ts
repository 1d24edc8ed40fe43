/** Tasks in bundles of their own, which come where a project needs them: one line a task. */

export { boxes } from "./boxes";
export { comparison } from "./comparison";
export { keypoints } from "./keypoints";
export { polygons } from "./polygons";
export { ranking } from "./ranking";
export { segments } from "./segments/segments";
export { spans } from "./spans/spans";
export { tree } from "./tree/tree";
