/** Under the waveform: play, jumps, the time, speed, loop and zoom. */

import { useComputed } from "@preact/signals";
import type { ComponentChildren } from "preact";
import {
  changeSpeed,
  type Deck,
  JUMP,
  jump,
  type SoundDesk,
  toggle,
  toggleLoop,
  zoom,
} from "./audio-desk";
import { inWords } from "./range";
import { strings } from "./strings";

interface Props {
  readonly desk: SoundDesk;
  readonly deck: Deck;
}

export function SoundTools({ desk, deck }: Props) {
  const { player, sound } = deck;
  const isPlaying = player.playing.value;
  const time = useComputed(() => inWords(player.time.value));
  const duration = useComputed(() => inWords(sound.duration.value));
  return (
    <div class="lw-sound-tools" data-lw="sound-tools">
      <Tool
        name="play"
        title={isPlaying ? strings.pause : strings.play}
        onClick={() => toggle(desk)}
      >
        <svg class="lw-icon lw-solid" viewBox="0 0 12 12" aria-hidden="true">
          <path d={isPlaying ? "M2.5 1.5h2v9h-2zM7.5 1.5h2v9h-2z" : "M3 1.5v9l7.5-4.5z"} />
        </svg>
      </Tool>
      <Tool name="jump-back" title={strings.back} onClick={() => jump(desk, -JUMP)}>
        <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
          <path d="M6 2 2 6l4 4M10 2 6 6l4 4" />
        </svg>
      </Tool>
      <Tool name="jump-forward" title={strings.forward} onClick={() => jump(desk, JUMP)}>
        <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
          <path d="m2 2 4 4-4 4M6 2l4 4-4 4" />
        </svg>
      </Tool>
      <span class="lw-sound-time" role="timer" aria-live="off">
        <span data-lw="time">{time}</span>
        <span class="lw-soft"> / {duration}</span>
      </span>
      <span class="lw-sound-space" />
      <Tool name="slower" title={strings.slower} onClick={() => changeSpeed(desk, -1)}>
        −
      </Tool>
      <Tool name="speed" title={strings.plainSpeed} onClick={() => changeSpeed(desk, 0)} hasWords>
        {strings.speed(desk.speed.value)}
      </Tool>
      <Tool name="faster" title={strings.faster} onClick={() => changeSpeed(desk, 1)}>
        +
      </Tool>
      <Tool
        name="loop"
        title={strings.loop}
        pressed={desk.loops.value}
        onClick={() => toggleLoop(desk)}
      >
        <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
          <path d="M1.5 6V5a2 2 0 0 1 2-2h7M8.5 1l2 2-2 2M10.5 6v1a2 2 0 0 1-2 2h-7M3.5 11l-2-2 2-2" />
        </svg>
      </Tool>
      <span class="lw-sound-space" />
      <Tool name="farther" title={strings.farther} onClick={() => zoom(deck, -1)}>
        <Glass sign="M3.5 5h3" />
      </Tool>
      <Tool name="whole" title={strings.whole} onClick={() => zoom(deck, 0)}>
        <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
          <path d="M1 2v8M11 2v8M3 6h6M4.5 4.5 3 6l1.5 1.5M7.5 4.5 9 6 7.5 7.5" />
        </svg>
      </Tool>
      <Tool name="nearer" title={strings.nearer} onClick={() => zoom(deck, 1)}>
        <Glass sign="M3.5 5h3M5 3.5v3" />
      </Tool>
    </div>
  );
}

function Glass({ sign }: { readonly sign: string }) {
  return (
    <svg class="lw-icon" viewBox="0 0 12 12" aria-hidden="true">
      <circle cx="5" cy="5" r="4" />
      <path d={`M8 8l3 3${sign}`} />
    </svg>
  );
}

interface ToolProps {
  readonly name: string;
  readonly title: string;
  readonly onClick: () => void;
  readonly children: ComponentChildren;
  readonly pressed?: boolean;
  readonly hasWords?: boolean;
}

function Tool({ name, title, onClick, children, pressed, hasWords }: ToolProps) {
  return (
    <button
      type="button"
      class="lw-sound-tool"
      data-lw={`sound-${name}`}
      title={title}
      aria-label={hasWords ? undefined : title}
      aria-pressed={pressed}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
