/**
 * This page's identity: ids of the page and its events, their order, and what its tab remembers.
 */

const CLIENT = "loopwidgets.client";
const SEQUENCE = "loopwidgets.sequence";

/** Numbers are taken in blocks: writing one for every event would be felt. */
const BLOCK = 1000;

let clientHere = "";
let sequenceHere = 0;
let blockEnd = 0;

/** A random id; also where the page is not a secure context and has no `crypto.randomUUID`. */
export function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(12, 16),
    hex.slice(16, 20),
    hex.slice(20),
  ].join("-");
}

/** The id of this page: the same after a reload, another in another tab. */
export function clientId(): string {
  clientHere = readTab(CLIENT) || clientHere || newId();
  writeTab(CLIENT, clientHere);
  return clientHere;
}

/** The next number of this page's events: each is higher than all before, also after a reload. */
export function nextSequence(): number {
  if (sequenceHere === blockEnd) {
    sequenceHere = Math.max(blockEnd, Number(readTab(SEQUENCE)) || 0);
    blockEnd = sequenceHere + BLOCK;
    writeTab(SEQUENCE, String(blockEnd));
  }
  sequenceHere += 1;
  return sequenceHere;
}

// Storage throws where the browser forbids it (sandboxed frames, some private modes).
export function readTab(name: string): string {
  try {
    return sessionStorage.getItem(name) ?? "";
  } catch {
    return "";
  }
}

export function writeTab(name: string, value: string): void {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // Kept in this module alone.
  }
}
