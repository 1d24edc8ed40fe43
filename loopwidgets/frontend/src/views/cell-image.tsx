/** An image in a cell of a row: small, and larger on a click. As an image, no script in it runs. */

import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Json } from "../kernel/protocol";
import { strings } from "../strings";

export interface CellImage {
  readonly bytes: DataView;
  readonly mime: string;
  readonly width: number;
  readonly height: number;
}

interface Props {
  readonly image: CellImage;
  readonly name: string;
  /** It is large at first. */
  readonly isLarge: boolean;
}

export function CellPicture({ image, name, isLarge }: Props) {
  const [open, setOpen] = useState(isLarge);
  const [url, setUrl] = useState("");
  const [failed, setFailed] = useState(false);
  const place = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    const bytes = image.bytes as DataView<ArrayBuffer>;
    const made = URL.createObjectURL(new Blob([bytes], { type: image.mime }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [image.bytes]);
  useLayoutEffect(() => {
    if (open && !isLarge) place.current?.scrollIntoView({ block: "nearest" });
  }, [open, isLarge]);
  if (failed) return <span class="lw-soft">{strings.undecodable}</span>;
  return (
    <button
      ref={place}
      type="button"
      class="lw-cell-image"
      data-lw="cell-image"
      aria-expanded={open}
      aria-label={`${name}: ${open ? strings.smaller : strings.larger}`}
      title={open ? strings.smaller : strings.larger}
      onClick={() => setOpen(!open)}
    >
      {url !== "" && (
        <img
          src={url}
          alt={name}
          width={image.width}
          height={image.height}
          onError={() => setFailed(true)}
        />
      )}
    </button>
  );
}

/** Null where a field holds no image. */
export function readImage(field: Json): CellImage | null {
  const { image, mime, width, height } = (field ?? {}) as Readonly<Record<string, unknown>>;
  if (!(image instanceof DataView) || typeof mime !== "string") return null;
  const size = (side: unknown) => (typeof side === "number" && side > 0 ? side : 1);
  return { bytes: image, mime, width: size(width), height: size(height) };
}
