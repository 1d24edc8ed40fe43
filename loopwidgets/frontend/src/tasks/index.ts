/** The kinds of questions: one line a task, under the name of its kind. */

export { classification } from "./classification/classification";
export { freeText as free_text } from "./free_text";
export { number } from "./number";
export { rating } from "./rating";
