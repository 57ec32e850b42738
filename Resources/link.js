// The line to the box. It says when the box has not been heard for too long, and goes on trying.
// It must never leave an old answer standing on a dead line, swallow a message it cannot read, or
// leave a page that stands for one that may not load.

import { ask } from "./dom.js";

const LOOK_EVERY_MS = 200;
/** The browser gives up after an HTTP error; then we open the stream anew. */
const REOPEN_AFTER_MS = 1000;
/** A connection may be dead without anybody saying so: a silent one is opened anew that often. */
const REOPEN_SILENT_MS = 5000;
/** Beats by which the box's clock is compared with ours: ten seconds of the door's. */
const BEATS_COMPARED = 20;

export class Link {
  /**
   * Handlers: `beat`, `state`, `verdict(answer, ageMs)`; `found` and `lost`; and, where a page
   * wants them, `broken` after an error of the stream, `closed` before it is opened anew,
   * `garbled(name)` for a message that could not be read or drawn, `reload`.
   */
  constructor(path, handlers, silenceMs) {
    this.path = path;
    this.handlers = handlers;
    this.silenceMs = silenceMs;
    this.heardAt = performance.now();
    this.isUp = false;
    this.pages = null;
    this.isProbing = false;
    this.offsets = [];
    this.open();
    setInterval(() => this.look(), LOOK_EVERY_MS);
    // Kept for "back", a page would keep its line too, and a browser has six for one address.
    addEventListener("pagehide", () => this.source.close());
  }

  open() {
    this.source?.close();
    this.openedAt = performance.now();
    this.source = new EventSource(this.path);
    this.source.addEventListener("error", () => this.handlers.broken?.());
    this.on("beat", (beat) => this.beat(beat));
    this.on("state", (state) => this.handlers.state(state));
    this.on("verdict", (answer) => this.handlers.verdict?.(answer, this.age(answer)));
  }

  on(name, take) {
    this.source.addEventListener(name, (event) => {
      this.heard();
      try {
        take(JSON.parse(event.data));
      } catch (error) {
        console.warn(`A message '${name}' could not be shown`, error);
        this.handlers.garbled?.(name);
      }
    });
  }

  beat(beat) {
    if (Number.isFinite(beat.uptime)) {
      this.offsets = [...this.offsets, performance.now() - beat.uptime].slice(-BEATS_COMPARED);
    }
    this.handlers.beat(beat);
    this.pages ??= beat.pages;
    if (beat.pages !== this.pages) this.renew();
  }

  /** How long ago the box gave an answer: the quickest of the last beats tells its clock. */
  age(answer) {
    if (!Number.isFinite(answer.uptime) || this.offsets.length === 0) return 0;
    return performance.now() - answer.uptime - Math.min(...this.offsets);
  }

  /** The pages are other ones now. A page that stands is left only for one that surely loads. */
  async renew() {
    if (this.isProbing) return;
    this.isProbing = true;
    const answer = await ask(location.href).catch(() => null);
    this.isProbing = false;
    if (!answer?.ok) return;
    if (this.handlers.reload) this.handlers.reload();
    else location.reload();
  }

  heard() {
    this.heardAt = performance.now();
    if (this.isUp) return;
    this.isUp = true;
    this.handlers.found();
  }

  look() {
    const now = performance.now();
    if (this.isUp && now - this.heardAt > this.silenceMs) {
      this.isUp = false;
      this.handlers.lost();
    }
    const isDead = this.source.readyState === EventSource.CLOSED;
    const isSilent = now - this.heardAt > this.silenceMs;
    const patience = isDead ? REOPEN_AFTER_MS : REOPEN_SILENT_MS;
    if ((!isDead && !isSilent) || now - this.openedAt < patience) return;
    if (isDead) this.handlers.closed?.();
    this.open();
  }
}
