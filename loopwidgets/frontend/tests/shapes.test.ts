import { describe, expect, it } from "vitest";
import { box, keypoint, polygon } from "../src/tasks/drawing/shapes";

const SIZE = { width: 100, height: 50 };
const at = (x: number, y: number) => ({ x, y });

describe("a box", () => {
  const one = { label: "a", x: 10, y: 20, width: 30, height: 10 };

  it("is the same in whatever direction it is dragged", () => {
    const expected = { x: 10, y: 5, width: 20, height: 15 };
    expect(box.dragged(at(10, 5), at(30, 20))).toEqual(expected);
    expect(box.dragged(at(30, 20), at(10, 5))).toEqual(expected);
    expect(box.dragged(at(30, 5), at(10, 20))).toEqual(expected);
  });

  it("has an area", () => {
    expect(box.dragged(at(10, 5), at(10, 20))).toBeNull();
  });

  it("goes around four clicks, in any order", () => {
    const clicks = [at(15, 5), at(40, 12), at(20, 30), at(3, 14)];
    expect(box.clicked(clicks.slice(0, 3))).toBeNull();
    expect(box.clicked(clicks)).toEqual({ x: 3, y: 5, width: 37, height: 25 });
    expect(box.clicked(clicks.toReversed())).toEqual(box.clicked(clicks));
  });

  it("is pulled at a corner and at a side, also beyond the other", () => {
    expect(box.pulled(one, 4, at(50, 40))).toMatchObject({ x: 10, y: 20, width: 40, height: 20 });
    expect(box.pulled(one, 3, at(60, 0))).toMatchObject({ x: 10, y: 20, width: 50, height: 10 });
    expect(box.pulled(one, 3, at(5, 0))).toMatchObject({ x: 5, y: 20, width: 5, height: 10 });
    expect(box.pulled(one, 3, at(10, 0))).toEqual(one);
  });

  it("stays in the picture when it is moved", () => {
    expect(box.within(box.moved(one, at(500, -500)), SIZE)).toMatchObject({ x: 70, y: 0 });
  });
});

describe("an outline", () => {
  const one = {
    label: "a",
    points: [
      [0, 0],
      [9, 0],
      [9, 9],
    ],
    holes: [
      [
        [1, 1],
        [2, 1],
        [2, 2],
      ],
    ],
  };

  it("needs three points", () => {
    expect(polygon.closed([at(0, 0), at(1, 1)])).toBeNull();
    expect(polygon.closed([at(0, 0), at(1, 1), at(2, 0)])).toEqual({
      points: [
        [0, 0],
        [1, 1],
        [2, 0],
      ],
      holes: [],
    });
  });

  it("is drawn with its holes", () => {
    expect(polygon.path(one, 1)).toBe("M0 0L9 0L9 9zM1 1L2 1L2 2z");
  });

  it("moves with its holes, and stays in the picture", () => {
    const moved = polygon.within(polygon.moved(one, at(200, 3)), SIZE);
    expect(moved.points).toEqual([
      [91, 3],
      [100, 3],
      [100, 12],
    ]);
    expect(moved.holes).toEqual([
      [
        [92, 4],
        [93, 4],
        [93, 5],
      ],
    ]);
  });

  it("is pulled at a point", () => {
    expect(polygon.pulled(one, 1, at(20, 1)).points).toEqual([
      [0, 0],
      [20, 1],
      [9, 9],
    ]);
  });
});

it("a point is one click", () => {
  expect(keypoint.clicked([at(3.333333, 4)])).toEqual({ x: 3.33, y: 4, visible: true });
  expect(keypoint.within({ label: "a", x: 500, y: -3 }, SIZE)).toMatchObject({ x: 100, y: 0 });
});
