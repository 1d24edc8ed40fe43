/** Every sentence of this view. */

export const strings = {
  recording: (number: number) => `Recording ${number}`,
  waveform: (name: string, length: string) => `Waveform of ${name}, ${length}`,
  undecodable: (format: string, name: string) =>
    `This browser can't play this recording${format && ` of the format ${format}`}. It may be damaged. ` +
    `Or convert it: ffmpeg -i ${name || "FILE"} converted.wav`,
  play: "Play",
  pause: "Pause",
  back: "Back 5 seconds",
  forward: "Forward 5 seconds",
  slower: "Slower",
  faster: "Faster",
  plainSpeed: "Normal speed",
  loop: "Loop",
  nearer: "Zoom in",
  farther: "Zoom out",
  whole: "Show the whole recording",
  speed: (speed: number) => `${speed}×`,
  keys: {
    play: "play and pause",
    jump: "jump by 5 seconds",
    ends: "to the beginning or the end",
    speed: "slower, faster",
    loop: "loop",
    zoom: "zoom in, out, or show all",
  },
} as const;
