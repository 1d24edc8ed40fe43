import { describe, expect, it } from "vitest";
import { moved, scaleOf, WHOLE, within, zoomed } from "../src/views/image/viewport";

const image = { width: 2000, height: 1500 };
const place = { width: 800, height: 300 };
const middle = { x: 0, y: 0 };

describe("a lens", () => {
  it("shows the whole image at first", () => {
    expect(scaleOf(WHOLE, image, place)).toBeCloseTo(0.2);
  });

  it("keeps the point under the pointer where it is", () => {
    const near = zoomed(WHOLE, 4, middle, image, place);
    const at = { x: 100, y: 40 };
    const point = (lens: typeof WHOLE) => lens.x + at.x / scaleOf(lens, image, place) / image.width;
    expect(point(zoomed(near, 1.5, at, image, place))).toBeCloseTo(point(near));
  });

  it("never goes farther than the whole image, nor nearer than one sees pixels", () => {
    expect(zoomed(WHOLE, 0.1, middle, image, place).zoom).toBe(1);
    const nearest = zoomed(WHOLE, 1e9, middle, image, place);
    expect(scaleOf(nearest, image, place)).toBeCloseTo(16);
    const tiny = { width: 8, height: 8 };
    expect(zoomed(WHOLE, 1e9, middle, tiny, place).zoom).toBe(8);
  });

  it("moves as a hand moves a sheet, up to the edge", () => {
    const near = zoomed(WHOLE, 8, middle, image, place);
    expect(moved(near, 160, 0, image, place).x).toBeCloseTo(near.x - 160 / 1.6 / 2000);
    const far = moved(near, 1e6, -1e6, image, place);
    expect(far.x).toBeCloseTo(800 / 1.6 / 2000 / 2);
    expect(far.y).toBeCloseTo(1 - 300 / 1.6 / 1500 / 2);
  });

  it("stays in the middle where the image is narrower than the place", () => {
    expect(within({ zoom: 1, x: 0.9, y: 0.1 }, image, place)).toEqual(WHOLE);
  });
});
