/** Bytes in messages: they travel beside the JSON, and are put back where they were. */

/** `{"$bytes": place}` becomes the buffer at that place; see `split` in `widgets/protocol/codec.py`. */
export function joined(content: unknown, buffers: unknown): unknown {
  if (!Array.isArray(buffers) || buffers.length === 0) return content;
  const put = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(put);
    if (typeof value !== "object" || value === null) return value;
    if ("$bytes" in value) return viewOf(buffers[Number(value.$bytes)]);
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, put(inner)]));
  };
  return put(content);
}

/** A buffer as every host hands it over, as one kind. */
function viewOf(buffer: unknown): DataView | null {
  if (buffer instanceof DataView) return buffer;
  if (buffer instanceof ArrayBuffer) return new DataView(buffer);
  if (ArrayBuffer.isView(buffer))
    return new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  return null;
}
