// A sound for each kind of answer, made here. A browser may forbid sound until somebody touches the
// screen; the page says so instead of being silently silent.

/** Notes as [hertz, start, length in seconds], and the shape of the wave. */
const SOUNDS = {
  welcome: { wave: "triangle", notes: [[784, 0, 0.1], [1175, 0.1, 0.22]] },
  again: { wave: "triangle", notes: [[784, 0, 0.08], [784, 0.11, 0.08], [1175, 0.22, 0.2]] },
  farewell: { wave: "sine", notes: [[880, 0, 0.12], [587, 0.12, 0.25]] },
  caution: { wave: "square", notes: [[440, 0, 0.14], [440, 0.22, 0.14]] },
  refusal: { wave: "sawtooth", notes: [[196, 0, 0.2], [147, 0.22, 0.4]] },
};
const LOUDNESS = { triangle: 0.5, sine: 0.6, square: 0.22, sawtooth: 0.34 };

export class Sound {
  /** `onAllowed(bool)` is told whether sounds can be heard. */
  constructor(onAllowed) {
    this.context = new AudioContext();
    const tell = () => onAllowed(this.context.state === "running");
    this.context.addEventListener("statechange", tell);
    for (const touch of ["pointerdown", "keydown"]) {
      addEventListener(touch, () => this.context.resume(), { passive: true });
    }
    tell();
  }

  play(name) {
    const sound = SOUNDS[name];
    if (!sound || this.context.state !== "running") return;
    for (const [hertz, start, length] of sound.notes) {
      const from = this.context.currentTime + start;
      const tone = new OscillatorNode(this.context, { type: sound.wave, frequency: hertz });
      const gain = new GainNode(this.context, { gain: 0 });
      gain.gain.setValueAtTime(0, from);
      gain.gain.linearRampToValueAtTime(LOUDNESS[sound.wave], from + 0.01);
      gain.gain.setValueAtTime(LOUDNESS[sound.wave], from + length - 0.03);
      gain.gain.linearRampToValueAtTime(0, from + length);
      tone.connect(gain).connect(this.context.destination);
      tone.start(from);
      tone.stop(from + length);
    }
  }
}
