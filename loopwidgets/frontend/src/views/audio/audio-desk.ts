/** The recordings of a widget in this page: decoded ahead, and the speed and loop that stay from item to item. */

import { type Signal, signal } from "@preact/signals";
import { readTab, writeTab } from "../../kernel/identity";
import type { ShownItem } from "../../kernel/protocol";
import type { Showing } from "../view";
import { canBeHeard, read } from "./content";
import { Player } from "./player";
import { moved, type Range, zoomed } from "./range";
import { Sound } from "./sound";

export const SPEEDS: readonly number[] = [0.5, 0.75, 1, 1.25, 1.5, 2];
export const JUMP = 5;
/** One step of a key or a button. */
const STEP = 2;
const SPEED = "loopwidgets.speed";

/** A recording in front of the person. */
export interface Deck {
  readonly sound: Sound;
  readonly player: Player;
  readonly range: Signal<Range>;
}

export interface SoundDesk {
  readonly sounds: Map<string, Sound>;
  readonly speed: Signal<number>;
  readonly loops: Signal<boolean>;
  deck: Deck | null;
}

const desks = new WeakMap<Showing, SoundDesk>();

export function deskOf(showing: Showing): SoundDesk {
  const known = desks.get(showing);
  if (known) return known;
  const kept = Number(readTab(SPEED));
  const desk: SoundDesk = {
    sounds: new Map(),
    speed: signal(SPEEDS.find((speed) => speed === kept) ?? 1),
    loops: signal(false),
    deck: null,
  };
  desks.set(showing, desk);
  return desk;
}

/** The recording of an item, the same as long as its payload is. */
export function soundOf(item: ShownItem, showing: Showing): Sound {
  const { sounds } = deskOf(showing);
  const known = sounds.get(item.key);
  if (known?.payload === item.payload) return known;
  known?.dispose();
  const sound = new Sound(item, showing);
  sounds.set(item.key, sound);
  return sound;
}

/** Decode these, and let go of all others but the shown one. */
export function prepare(items: readonly ShownItem[], showing: Showing): void {
  const { sounds, deck } = deskOf(showing);
  const wanted = new Set(items.map(({ key }) => key));
  for (const [key, sound] of sounds)
    if (!wanted.has(key) && sound !== deck?.sound) {
      sound.dispose();
      sounds.delete(key);
    }
  for (const item of items) {
    const content = read(item.payload);
    // A file that comes later would be fetched for nothing if the person skips it.
    if (canBeHeard(content) && !content.isLater && content.piece === 0)
      void soundOf(item, showing).begin();
  }
}

let context: AudioContext | null = null;

/** The page's own way to the sound card: made with the first press that plays. */
export function contextOf(): AudioContext {
  context ??= new AudioContext({ latencyHint: "interactive" });
  return context;
}

export function deckOf(sound: Sound, { speed }: SoundDesk): Deck {
  const player = new Player(sound, speed, contextOf);
  return { sound, player, range: signal({ start: 0, end: sound.duration.peek() }) };
}

export function toggle({ deck, loops }: SoundDesk): void {
  if (deck === null) return;
  const { player, sound } = deck;
  if (player.playing.peek()) player.pause();
  else if (loops.peek()) {
    const end = sound.duration.peek();
    const from = player.time.peek();
    player.play({ start: 0, end, loops: true }, from < end ? from : 0);
  } else player.play();
}

export function toggleLoop(desk: SoundDesk): void {
  desk.loops.value = !desk.loops.peek();
  desk.deck?.player.setLoops(desk.loops.peek());
}

export function jump({ deck }: SoundDesk, seconds: number): void {
  deck?.player.seek(deck.player.time.peek() + seconds);
}

/** The next speed up or down; 0 for the normal one. */
export function changeSpeed({ deck, speed }: SoundDesk, by: -1 | 0 | 1): void {
  const at = SPEEDS.indexOf(speed.peek());
  const next = by === 0 ? 1 : (SPEEDS[Math.max(0, at + by)] ?? speed.peek());
  if (deck) deck.player.setSpeed(next);
  else speed.value = next;
  writeTab(SPEED, String(next));
}

/** Zoom around the playhead if it is in sight, else around the middle; 0 shows all. */
export function zoom(deck: Deck, by: -1 | 0 | 1, around?: number): void {
  const { range, sound, player } = deck;
  const duration = sound.duration.peek();
  const { start, end } = range.peek();
  const time = player.time.peek();
  const place = around ?? (time > start && time < end ? time : (start + end) / 2);
  range.value =
    by === 0
      ? { start: 0, end: duration }
      : zoomed(range.peek(), by > 0 ? STEP : 1 / STEP, place, duration);
}

export function pan({ range, sound }: Deck, share: number): void {
  const { start, end } = range.peek();
  range.value = moved(range.peek(), share * (end - start), sound.duration.peek());
}
