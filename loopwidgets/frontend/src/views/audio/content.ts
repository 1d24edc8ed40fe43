/** The payload of a recording. */

import type { Json } from "../../kernel/protocol";

export interface SoundContent {
  /** The file; null where it comes in pieces, or later. */
  readonly bytes: DataView | null;
  /** Seconds; 0 where only the browser will know. */
  readonly duration: number;
  /** Samples in a second; 0 where only the browser will know. */
  readonly rate: number;
  /** Seconds of each piece of a long recording; 0 for others. */
  readonly piece: number;
  /** Seconds whose peaks come at once, and how many there are in a second. */
  readonly peaksOf: number;
  readonly peaksASecond: number;
  /** The file comes where it is asked for as a whole. */
  readonly isLater: boolean;
  /** Its address could not be read; another try may succeed. */
  readonly isAway: boolean;
  readonly format: string;
  readonly name: string;
  readonly caption: string;
}

/** A payload that is not as expected holds no recording; it is never an error. */
export function read(payload: Json | undefined): SoundContent {
  const told = (typeof payload === "object" && payload !== null ? payload : {}) as Record<
    string,
    unknown
  >;
  const text = (name: string) => (typeof told[name] === "string" ? (told[name] as string) : "");
  const number = (name: string) => {
    const value = told[name];
    return typeof value === "number" && value > 0 && Number.isFinite(value) ? value : 0;
  };
  const duration = number("duration");
  return {
    bytes: told.sound instanceof DataView ? told.sound : null,
    duration,
    rate: number("rate"),
    piece: duration > 0 ? number("piece") : 0,
    peaksOf: number("peaks_of"),
    peaksASecond: number("peaks_a_second"),
    isLater: told.later === true,
    isAway: told.away === true,
    format: text("format"),
    name: text("name"),
    caption: text("caption"),
  };
}

/** The peaks in a payload: pairs of the lowest and the highest sample, from -127 to 127. */
export function readPeaks(payload: Json | undefined): Int8Array | null {
  const { peaks } = (payload ?? {}) as Record<string, unknown>;
  return peaks instanceof DataView
    ? new Int8Array(peaks.buffer, peaks.byteOffset, peaks.byteLength)
    : null;
}

export const canBeHeard = ({ bytes, piece, isLater }: SoundContent) =>
  bytes !== null || piece > 0 || isLater;
