// What a manager tells the doors: one message at a time, the oldest first, until somebody has touched
// it away. It is somebody else's text and never becomes markup.

import { at, say, show } from "./dom.js";

export class Banner {
  /** `read(id)`: tells the box; rejects when it does not answer. */
  constructor(words, read) {
    this.words = words;
    this.read = read;
    this.messages = [];
    /** Touched here, and perhaps not yet known to the box. */
    this.touched = new Set();
    say("message-read", words.line("messageRead"));
    at("message-read").addEventListener("click", () => this.touch());
  }

  draw(messages) {
    this.messages = messages ?? [];
    const known = new Set(this.messages.map(({ id }) => id));
    this.touched = new Set([...this.touched].filter((id) => known.has(id)));
    this.show();
  }

  show() {
    const waiting = this.messages.filter(({ id }) => !this.touched.has(id));
    const [first, ...others] = waiting;
    show("message", first !== undefined);
    this.current = first?.id;
    if (!first) return;
    const more = others.length > 0
      ? ` · ${this.words.line("messageMore", { n: others.length })}` : "";
    say("message-title", this.words.line("messageTitle", { clock: first.clock }) + more);
    say("message-text", first.text);
  }

  /** Away at once; back again when the box did not hear it. */
  async touch() {
    const id = this.current;
    if (!id) return;
    this.touched.add(id);
    this.show();
    const answer = await this.read(id).catch(() => null);
    if (answer?.ok) return;
    this.touched.delete(id);
    this.show();
  }
}
