import { expect, it } from "vitest";
import { columns } from "../src/tasks/classification/columns";

const many = (n: number, title = "pest") => Array.from({ length: n }, () => title);

it("puts up to five labels beside each other, in even rows", () => {
  expect(columns(many(3)).wide).toBe(3);
  expect(columns(many(5)).wide).toBe(5);
  expect(columns(many(6)).wide).toBe(3);
  expect(columns(many(10)).wide).toBe(5);
});

it("gives long titles more room", () => {
  expect(columns(many(4, "a title that takes up much room")).wide).toBe(2);
  expect(columns(many(4, "a title that takes up much room")).narrow).toBe(1);
});

it("stays usable on a phone", () => {
  expect(columns(many(3)).narrow).toBe(1);
  expect(columns(many(10)).narrow).toBe(2);
});
