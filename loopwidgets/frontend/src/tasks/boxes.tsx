/** Draw boxes on a picture. */

import { drawing } from "./drawing/drawing";
import { box } from "./drawing/shapes";
import { strings } from "./drawing/strings";

export const boxes = drawing({ shape: box, hands: [strings.hands.drag, strings.hands.extremes] });
