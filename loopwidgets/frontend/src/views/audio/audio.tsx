/** Play a recording: with its waveform, by keys and buttons, whole or a part again and again. */

import "./audio.css";
import { useComputed, useSignalEffect } from "@preact/signals";
import { useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Press, signOf } from "../../lib/keys";
import { Again } from "../again";
import { Problem } from "../problem";
import type { View, ViewProps } from "../view";
import {
  changeSpeed,
  type Deck,
  deckOf,
  deskOf,
  JUMP,
  jump,
  pan,
  prepare,
  type SoundDesk,
  soundOf,
  toggle,
  toggleLoop,
  zoom,
} from "./audio-desk";
import { SoundTools } from "./audio-tools";
import { canBeHeard, read } from "./content";
import { inWords, showing as shownRange } from "./range";
import type { Sound } from "./sound";
import { strings } from "./strings";
import { drawWaveform } from "./waveform";

/** Seconds that a key moves on where it is held with the wheel, as a share of what is in sight. */
const PAN = 0.002;

export const audio: View = {
  Show,
  room: () => "long",
  prepare,
  keys: [
    [["Space"], strings.keys.play],
    [["Shift", "← →"], strings.keys.jump],
    [["Home", "End"], strings.keys.ends],
    [["<", ">"], strings.keys.speed],
    [["l"], strings.keys.loop],
    [["+", "-", "="], strings.keys.zoom],
  ],
  onKey(press, showing) {
    const work = commandFor(press);
    const desk = deskOf(showing);
    if (work === null || desk.deck === null) return false;
    const isHeld = "repeat" in press && press.repeat === true;
    if (!isHeld || work.repeats) work.does(desk, desk.deck);
    return true;
  },
};

interface Work {
  readonly does: (desk: SoundDesk, deck: Deck) => void;
  /** It goes on while the key is held. */
  readonly repeats?: true;
}

function commandFor(press: Press): Work | null {
  switch (signOf(press)) {
    case "+":
      return { does: (_, deck) => zoom(deck, 1), repeats: true };
    case "-":
      return { does: (_, deck) => zoom(deck, -1), repeats: true };
    case "=":
      return { does: (_, deck) => zoom(deck, 0) };
    default:
  }
  switch (press.key) {
    case " ":
      return { does: (desk) => toggle(desk) };
    case "l":
      return { does: (desk) => toggleLoop(desk) };
    case "<":
      return { does: (desk) => changeSpeed(desk, -1) };
    case ">":
      return { does: (desk) => changeSpeed(desk, 1) };
    case "Home":
      return { does: (_, deck) => deck.player.seek(0) };
    case "End":
      return { does: (_, deck) => deck.player.seek(deck.sound.duration.peek()) };
    case "ArrowLeft":
      return press.shiftKey ? { does: (desk) => jump(desk, -JUMP), repeats: true } : null;
    case "ArrowRight":
      return press.shiftKey ? { does: (desk) => jump(desk, JUMP), repeats: true } : null;
    default:
      return null;
  }
}

function Show(props: ViewProps) {
  const { item, showing } = props;
  const content = read(item.payload);
  if (canBeHeard(content)) {
    const sound = soundOf(item, showing);
    return <Recording {...props} key={item.key} sound={sound} />;
  }
  deskOf(showing).deck = null;
  return (
    <>
      {content.isAway && <Again item={item} showing={showing} />}
      <Caption caption={content.caption} />
    </>
  );
}

interface RecordingProps extends ViewProps {
  readonly sound: Sound;
}

function Recording({ item, showing, over, sound }: RecordingProps) {
  const desk = deskOf(showing);
  const { name, caption, format } = sound.content;
  const deck = useMemo(() => deckOf(sound, desk), [sound, desk]);
  const { player, range } = deck;
  const [box, setBox] = useState<HTMLElement | null>(null);

  useLayoutEffect(() => {
    desk.deck = deck;
    void sound.begin();
    return () => {
      deck.player.dispose();
      if (desk.deck === deck) desk.deck = null;
    };
  }, [desk, deck, sound]);

  // The length of some files is known once they are decoded.
  useSignalEffect(() => {
    const duration = sound.duration.value;
    if (range.peek().end === 0) range.value = { start: 0, end: duration };
  });
  useSignalEffect(() => {
    const time = player.time.value;
    if (player.playing.peek()) range.value = shownRange(range.peek(), time, sound.duration.peek());
  });

  const duration = sound.duration.value;
  const isBad = sound.failed.value || player.failed.value;
  return (
    <div
      class="lw-sound"
      data-lw="sound"
      data-playing={player.playing.value}
      data-ready={duration > 0}
      data-duration={duration}
    >
      <Caption caption={caption} />
      {isBad && <Problem problem={strings.undecodable(format, name)} />}
      {!isBad && (
        <>
          <div class="lw-wave-box" data-lw="wave-box" ref={setBox}>
            <Wave deck={deck} name={name || strings.recording(item.number)} />
            <Playhead deck={deck} />
            {box !== null &&
              duration > 0 &&
              over?.({
                kind: "clock",
                element: box,
                duration,
                time: player.time,
                playing: player.playing,
                range,
                seek: (seconds) => player.seek(seconds),
                play: (part) => player.play(part ?? null),
                pause: () => player.pause(),
              })}
          </div>
          <SoundTools desk={desk} deck={deck} />
        </>
      )}
    </div>
  );
}

interface WaveProps {
  readonly deck: Deck;
  readonly name: string;
}

function Wave({ deck, name }: WaveProps) {
  const { sound, range, player } = deck;
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef(0);
  const draw = () => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      if (canvas.current)
        drawWaveform(canvas.current, sound.heights.peek()?.of ?? null, range.peek());
    });
  };
  useSignalEffect(() => {
    sound.heights.value;
    range.value;
    draw();
  });
  useLayoutEffect(() => {
    const element = canvas.current;
    const box = element?.parentElement;
    if (!element || !box) return;
    const resized = new ResizeObserver(draw);
    resized.observe(element);
    const themed = new MutationObserver(draw);
    const root = element.closest(".loopwidgets");
    if (root) themed.observe(root, { attributeFilter: ["data-theme"] });
    const onWheel = (event: WheelEvent) => {
      // A pinch on a trackpad comes as a wheel with Ctrl.
      if (!event.ctrlKey && !root?.matches(":focus-within")) return;
      event.preventDefault();
      const { start, end } = range.peek();
      const { left, width } = element.getBoundingClientRect();
      const aside = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
      if (Math.abs(aside) > (event.shiftKey ? 0 : Math.abs(event.deltaY))) pan(deck, aside * PAN);
      else if (event.deltaY !== 0)
        zoom(
          deck,
          event.deltaY < 0 ? 1 : -1,
          start + ((event.clientX - left) / width) * (end - start),
        );
    };
    box.addEventListener("wheel", onWheel, { passive: false });
    return () => {
      cancelAnimationFrame(frame.current);
      resized.disconnect();
      themed.disconnect();
      box.removeEventListener("wheel", onWheel);
    };
  }, [deck]);
  const seek = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    const { start, end } = range.peek();
    player.seek(start + ((event.clientX - left) / width) * (end - start));
  };
  const label = useComputed(() => strings.waveform(name, inWords(sound.duration.value)));
  return (
    <canvas
      ref={canvas}
      class="lw-wave"
      data-lw="wave"
      role="img"
      aria-label={label}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        seek(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) seek(event);
      }}
    />
  );
}

function Playhead({ deck: { player, range } }: Pick<WaveProps, "deck">) {
  const line = useRef<HTMLDivElement>(null);
  useSignalEffect(() => {
    const { start, end } = range.value;
    const share = end > start ? (player.time.value - start) / (end - start) : 0;
    if (line.current === null) return;
    line.current.hidden = share < 0 || share > 1;
    line.current.style.left = `${100 * share}%`;
  });
  return <div ref={line} class="lw-playhead" data-lw="playhead" aria-hidden="true" />;
}

function Caption({ caption }: { readonly caption: string }) {
  if (caption === "") return null;
  return (
    <div class="lw-caption" dir="auto">
      {caption}
    </div>
  );
}
