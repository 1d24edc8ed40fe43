/** Set points on a picture. */

import { keypoint } from "./drawing/shapes";
import { strings } from "./drawing/strings";
import { drawing } from "./drawing/task";

export const keypoints = drawing({ shape: keypoint, hands: [strings.hands.point] });
