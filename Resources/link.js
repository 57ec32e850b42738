// The line to the box. It says when the box has not been heard for two seconds, and goes on trying.
// It must never leave an old answer standing on a dead line.

/** Four beats missing. */
const SILENCE_MS = 2000;
const LOOK_EVERY_MS = 200;
/** The browser gives up after an HTTP error; then we open the stream anew. */
const REOPEN_AFTER_MS = 1000;

export class Link {
  constructor(path, handlers) {
    this.path = path;
    this.handlers = handlers;
    this.heardAt = performance.now();
    this.isUp = true;
    this.life = null;
    this.open();
    setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  open() {
    this.openedAt = performance.now();
    this.source = new EventSource(this.path);
    this.source.addEventListener("beat", (event) => this.beat(JSON.parse(event.data)));
    for (const name of ["state", "verdict"]) {
      this.source.addEventListener(name, (event) => {
        this.heard();
        this.handlers[name](JSON.parse(event.data));
      });
    }
  }

  beat(beat) {
    // Another process: its pages may be other ones too.
    if (this.life !== null && this.life !== beat.life) location.reload();
    this.life = beat.life;
    this.heard();
    this.handlers.beat(beat);
  }

  heard() {
    this.heardAt = performance.now();
    if (this.isUp) return;
    this.isUp = true;
    this.handlers.found();
  }

  look() {
    const now = performance.now();
    if (this.isUp && now - this.heardAt > SILENCE_MS) {
      this.isUp = false;
      this.handlers.lost();
    }
    const isDead = this.source.readyState === EventSource.CLOSED;
    if (isDead && now - this.openedAt > REOPEN_AFTER_MS) this.open();
  }
}
