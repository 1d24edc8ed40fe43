import { describe, expect, it } from "vitest";
import { joined } from "../src/kernel/buffers";

describe("bytes in a message", () => {
  it("are put back where they were, whatever the host hands over", () => {
    const one = new Uint8Array([7, 8, 9]).subarray(1);
    const two = new Uint8Array([5]).buffer;
    const content = { items: [{ image: { $bytes: 1 } }, { image: { $bytes: 0 }, name: "x" }] };
    const made = joined(content, [one, two]) as { items: { image: DataView; name?: string }[] };
    expect(made.items[0]?.image.getUint8(0)).toBe(5);
    expect(made.items[1]?.image.byteLength).toBe(2);
    expect(made.items[1]?.image.getUint8(0)).toBe(8);
    expect(made.items[1]?.name).toBe("x");
  });

  it("leave a message without any as it is", () => {
    const content = { type: "ack" };
    expect(joined(content, [])).toBe(content);
    expect(joined(content, undefined)).toBe(content);
  });
});
