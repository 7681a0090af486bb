import type { Sound } from "./ports.ts";

/** Three rising notes, twice: to be told from a machine's beeps, and not to frighten. Hertz, and seconds. */
const notes = [587.33, 739.99, 880];
const noteSeconds = 0.22;
const pauseSeconds = 0.35;
const times = 2;
const loudness = 0.25;

export function createRing(): Sound {
  let audio: AudioContext | undefined;
  let isSupported = "AudioContext" in globalThis;

  /** Made once, and not before a click: a browser complains of one that it does not let run. */
  function made(): AudioContext | undefined {
    if (!isSupported) return undefined;
    try {
      audio ??= new AudioContext();
    } catch {
      isSupported = false;
    }
    return audio;
  }

  return {
    isSupported: () => isSupported,
    isAllowed: () => audio?.state === "running",
    async allow() {
      await made()
        ?.resume()
        .catch(() => {});
    },
    ring() {
      if (audio === undefined) return;
      const roundSeconds = notes.length * noteSeconds + pauseSeconds;
      for (let round = 0; round < times; round += 1)
        for (const [index, hertz] of notes.entries())
          strike(audio, hertz, audio.currentTime + round * roundSeconds + index * noteSeconds);
    },
  };
}

/** One note that begins softly and fades away, as a bell's does. */
function strike(audio: AudioContext, hertz: number, atSeconds: number) {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.type = "triangle";
  tone.frequency.value = hertz;
  volume.gain.setValueAtTime(0.0001, atSeconds);
  volume.gain.exponentialRampToValueAtTime(loudness, atSeconds + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, atSeconds + 3 * noteSeconds);
  tone.connect(volume).connect(audio.destination);
  tone.start(atSeconds);
  tone.stop(atSeconds + 3 * noteSeconds);
}
