/** Set points on a picture. */

import { drawing } from "./drawing/drawing";
import { keypoint } from "./drawing/shapes";
import { strings } from "./drawing/strings";

export const keypoints = drawing({ shape: keypoint, hands: [strings.hands.point] });
