/** Draw outlines on a picture. */

import { drawing } from "./drawing/drawing";
import { polygon } from "./drawing/shapes";
import { strings } from "./drawing/strings";

export const polygons = drawing({ shape: polygon, hands: [strings.hands.corners] });
