// What a manager tells the doors: one message at a time, the oldest first, until somebody has
// touched it away; a long one in parts, so that the frame stays where guests aim. It is somebody
// else's text and never becomes markup.

import { at, say, show } from "./dom.js";

/** Two lines of the smallest screen. */
const PART_LENGTH = 110;

/** The text in parts, cut between words where there are any. */
export function parts(text) {
  const words = text.split(/\s+/).filter(Boolean)
    .flatMap((word) => word.match(new RegExp(`.{1,${PART_LENGTH}}`, "gsu")) ?? []);
  return words.reduce((made, word) => {
    const longer = made.length > 0 ? `${made.at(-1)} ${word}` : word;
    if (made.length > 0 && longer.length <= PART_LENGTH) return [...made.slice(0, -1), longer];
    return [...made, word];
  }, []);
}

export class Banner {
  /** `read(id)`: tells the box; rejects when it does not answer. */
  constructor(words, read) {
    this.words = words;
    this.read = read;
    this.messages = [];
    this.part = 0;
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
    if (first?.id !== this.current) this.part = 0;
    this.current = first?.id;
    if (!first) return;
    const all = parts(first.text);
    this.rest = all.length - this.part - 1;
    say("message-title", [
      this.words.line("messageTitle", { clock: first.clock }),
      all.length > 1 ? `${this.part + 1}/${all.length}` : "",
      others.length > 0 ? this.words.line("messageMore", { n: others.length }) : "",
    ].filter(Boolean).join(" · "));
    say("message-text", all[this.part]);
  }

  /** On to the next part; after the last one away at once, and back when the box did not hear. */
  async touch() {
    const id = this.current;
    if (!id) return;
    if (this.rest > 0) {
      this.part += 1;
      this.show();
      return;
    }
    this.touched.add(id);
    this.show();
    const answer = await this.read(id).catch(() => null);
    if (answer?.ok) return;
    this.touched.delete(id);
    this.show();
  }
}
