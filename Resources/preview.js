// The camera's live picture, for aiming. Asked for one at a time, and only while somebody who waits
// could look at it: nobody looking costs the box nothing. The newest picture wins. It must never do
// anything while an answer stands, and never leave an old picture where a live one is expected.

import { ask } from "./dom.js";

/** Ten pictures a second are plenty to aim by. */
const PICTURE_EVERY_MS = 100;
/** Between looks whether somebody could look again. */
const LOOK_EVERY_MS = 100;
/** After a question that brought no picture. */
const REST_MS = 2000;

export class Preview {
  /** `isWanted` tells whether the picture could be seen now; `onLive` whether there is one. */
  constructor(canvas, isWanted, onLive) {
    this.canvas = canvas;
    this.brush = canvas.getContext("2d", { alpha: false });
    this.isWanted = isWanted;
    this.onLive = onLive;
    this.number = "0";
  }

  /** Goes on for as long as the page lives. */
  async run() {
    for (;;) {
      let rest = LOOK_EVERY_MS;
      if (this.isWanted()) {
        const askedAt = performance.now();
        rest = await this.next().catch(() => this.none(REST_MS));
        rest = Math.max(0, rest - (performance.now() - askedAt));
      } else {
        this.blank();
      }
      await new Promise((done) => setTimeout(done, rest));
    }
  }

  /** Resolves to how long after the question the next one may be asked. */
  async next() {
    const answer = await ask(`/api/v1/door/preview?after=${this.number}`, { cache: "no-store" });
    if (answer.status !== 200) return this.none(REST_MS);
    await this.draw(await answer.blob());
    this.number = answer.headers.get("X-Picture") ?? "0";
    return PICTURE_EVERY_MS;
  }

  async draw(blob) {
    if (!this.isWanted()) return;
    const picture = await createImageBitmap(blob);
    if (this.isWanted()) {
      const { width, height } = picture;
      if (this.canvas.width !== width) this.canvas.width = width;
      if (this.canvas.height !== height) this.canvas.height = height;
      this.brush.drawImage(picture, 0, 0);
      this.isBlank = false;
      this.onLive(true);
    }
    picture.close();
  }

  /** The camera gives none. A box that was started anew counts from 1 again. */
  none(rest) {
    this.number = "0";
    this.blank();
    this.onLive(false);
    return rest;
  }

  /** What was seen before must not be taken for what is seen now. */
  blank() {
    if (this.isBlank) return;
    this.isBlank = true;
    this.brush.fillRect(0, 0, this.canvas.width, this.canvas.height);
  }
}
