/** Draw boxes on a picture. */

import { box } from "./drawing/shapes";
import { strings } from "./drawing/strings";
import { drawing } from "./drawing/task";

export const boxes = drawing({ shape: box, hands: [strings.hands.drag, strings.hands.extremes] });
