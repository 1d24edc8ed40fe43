/** Draw outlines on a picture. */

import { polygon } from "./drawing/shapes";
import { strings } from "./drawing/strings";
import { drawing } from "./drawing/task";

export const polygons = drawing({ shape: polygon, hands: [strings.hands.corners] });
