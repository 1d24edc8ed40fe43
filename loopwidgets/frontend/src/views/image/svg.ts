/**
 * SVG becomes pixels as the browser shows an image: no script in it runs, and nothing it refers to is loaded.
 *
 * It is never put into the page: it is read as a document of its own, which does nothing, and decoded from a blob.
 */

import type { Size } from "./viewport";

export const DRAWING = "image/svg+xml";

/** Draw it so large; `natural` is the size it has by itself. Throws where it is no SVG. */
export async function drawn(blob: Blob, natural: Size, size: Size): Promise<ImageBitmap> {
  const root = new DOMParser().parseFromString(await blob.text(), DRAWING).documentElement;
  if (!(root instanceof SVGSVGElement)) throw new TypeError("no SVG");
  if (!root.hasAttribute("viewBox"))
    root.setAttribute("viewBox", `0 0 ${natural.width} ${natural.height}`);
  for (const side of ["width", "height"] as const) {
    root.setAttribute(side, String(size[side]));
    root.style.removeProperty(side);
  }
  const sized = new Blob([new XMLSerializer().serializeToString(root)], { type: DRAWING });
  const url = URL.createObjectURL(sized);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return await createImageBitmap(image, {
      resizeWidth: size.width,
      resizeHeight: size.height,
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
